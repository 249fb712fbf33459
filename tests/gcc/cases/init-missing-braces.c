int a[2][2] = { 1, 2, 3, 4 };
struct in { int x, y; }; struct out { struct in i; int z; } o = { 1, 2, 3 };
