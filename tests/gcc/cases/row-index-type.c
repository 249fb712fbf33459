struct s { int a; } s;
int n;
n[s];
s[n];
n[n];
