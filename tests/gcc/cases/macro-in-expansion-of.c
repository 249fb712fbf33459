#define BAD "text"
int x = BAD;
x = BAD + 1;
