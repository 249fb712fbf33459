_Static_assert(0, "a" "b\n" "c"); _Static_assert(0, ""); _Static_assert(0, "a\"b");
