int char x;
long long long y;
