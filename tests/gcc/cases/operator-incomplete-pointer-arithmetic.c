struct nope *p = 0;
p + 1; p++; p[1]; p - p; *p;
