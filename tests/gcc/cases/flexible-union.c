union u { int a; int b[]; };
