#define F+3
#define G"x"
#define H$ 3
#define J/**/3
#define K
int a = 3 F;
