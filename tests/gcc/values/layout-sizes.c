struct a { char c; int i; char d; long long l; short s; };
struct b { char c[3]; short s; } ; struct c { struct b b[2]; char z; };
union d { char c[5]; int i; }; printf("%d %d %d %d\n", (int)sizeof(struct a), (int)sizeof(struct b), (int)sizeof(struct c), (int)sizeof(union d));
printf("%d %d %d\n", (int)(unsigned)&((struct a *)0)->l, (int)(unsigned)&((struct a *)0)->s, (int)(unsigned)&((struct c *)0)->z);
printf("%d %d\n", (int)_Alignof(long long), (int)_Alignof(struct a));
struct e { char a; struct { char b; long long c; } d; };
printf("%d\n", (int)sizeof(struct e));
