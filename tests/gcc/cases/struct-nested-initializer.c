struct in { int a, b; }; struct out { struct in i; char *s; };
struct out o = { { 1, "x" }, 3 };
struct out p = { .i.a = "y", .s = "ok" };
