int f[3](void);
int g(void)(void);
