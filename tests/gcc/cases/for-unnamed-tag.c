for (struct { int a; } x = { 0 }; x.a < 3; x.a++) ;
