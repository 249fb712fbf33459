enum e { A, B, C } e = A; enum f { X = 1, Y } f = X; e == f; e < X;
 A == X; A < Y; e == 1; e = f; e = X; e = 1; e + f; e ? A : X;
 switch (e) { case A: case X: ; } switch (e) { case A: ; case B: ; }
 switch (f) { case X: ; case Y: ; case 3: ; } switch (e) { } switch (e) { default: ; }
 switch (e) { case 0: case 1: case 2: ; } switch (e + 0) { case A: ; }
 switch ((enum f)e) { case X: ; } int i = e; i = A; i = f; e++;
 e += 1; e = e | B; e = A | B; if (e == A || f == A) ;
