#define X # 3
int f = X;
