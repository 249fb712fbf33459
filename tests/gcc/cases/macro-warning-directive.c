#warning be careful
int x;
