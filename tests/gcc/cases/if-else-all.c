int a = 1, b = 2; if (a) { b = 1; } else if (b) { a = 2; } else { a = 3; }
 if (a) if (b) a = 1; if (a) { if (b) a = 1; } else a = 2; if (a) for (;b;) if (a) b = 0;
 else b = 1;
