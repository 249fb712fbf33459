int x = schedule() + 1;
int f(int a) { return a; }
f(schedule());
