union u { int a[2]; int b; } x = { 1, 2 }, y = { 1 }, z[2] = { 1, 2 };
