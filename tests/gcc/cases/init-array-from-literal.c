int a[3] = (int []){ 1, 2, 3 }; int b[2] = (int [3]){ 1 }; char c[3] = (char [3]){ "ab" }; int d[3] = a;
