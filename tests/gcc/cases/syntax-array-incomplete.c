int a[]; int b[] = { 1, 2 }; char c[] = "abc"; extern int d[];
