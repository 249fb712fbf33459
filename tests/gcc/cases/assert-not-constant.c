int x;
_Static_assert(x, "text");
