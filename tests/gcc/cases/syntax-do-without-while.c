do { } 
int x;
