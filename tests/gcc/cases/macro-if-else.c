#define LEVEL 2
#if LEVEL > 1 && defined(LEVEL)
int x = "two";
#elif LEVEL == 1
int x = "one";
#else
garbage here
#endif
#ifndef LEVEL
int y = "no";
#endif
