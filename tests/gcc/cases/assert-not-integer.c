_Static_assert("x", "text");
