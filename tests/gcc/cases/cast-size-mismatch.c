char *p = 0; long long ll = 5; char c = 1; short s;
p = (char *)ll; c = (char)p; s = (short)p; ll = (long long)p; p = (char *)c; p = (char *)'a';
