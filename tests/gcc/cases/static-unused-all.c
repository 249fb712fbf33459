static int unused(void) { return 1; } static inline int also(void) { return 2; }
 int not_static(void) { return 3; }
