int n; switch (n) { case 1: int a; case 2: ; default: int b = 3; case 3: case 4: } 
