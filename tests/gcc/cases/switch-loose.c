int n = 1; switch (n) { case 1: { int a = 3; a++; break; } default: n = 2; }
 switch (n) { int q; case 3: q = 1; } switch (n) default: n = 3;
 switch (n) { case 1 ... 3: case 2: ; }
