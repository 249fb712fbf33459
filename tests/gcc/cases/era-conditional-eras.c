#if ERA_2_6_24
int a = 1;
#elif ERA_2_6_11 || ERA_2_4_0
char *a = 1;
#endif
#ifdef ERA_OPAQUE
char *b = 1;
#endif
a++;
