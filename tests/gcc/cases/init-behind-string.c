char s[2] = { "a", 1 };
char t[2] = { "a", "b", 3 };
static int st = (int){ 3 } * 2;
static int su = (int){ 3 };
