#foo bar
int x = 1;
