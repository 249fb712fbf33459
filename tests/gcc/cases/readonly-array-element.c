int i = 1; const char c[3] = "ab"; const int m[2][2] = { 0 };
**m = 1; m[i][i]--; *m[i] = 2; *(c + 1) = 3; (*c)++; c[1] += 2; *&c[1] = 2; *(*m + 1) = 3; 
