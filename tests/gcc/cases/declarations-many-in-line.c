int a = "x", *b = 1, c[2] = { "y" }, (*d)(void) = 3;
