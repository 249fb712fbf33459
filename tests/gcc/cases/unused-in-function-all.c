int u1, u2 = 1, u3; u3 = 1; static int u4, u5 = 1; static int u6;
 u6 = 2; extern int u7; int u8[2], u9[2] = { 1 }; u8[0] = 1; struct { int a; }
 u10, u11 = { 1 }; u10.a = 1; int *u12 = &u2; typedef int u13;
 enum { u14 }; struct u15 { int b; }; int u16(void); const int u17 = 1;
 volatile int u18; register int u19; int u20, *u21 = &u20; *u21 = 3;
 int u22; u22++; int u23; u23 += 1; int u24; (void)u24; int u25 = u25;
 int u26; u26 = u26; int u27; sizeof u27; int u28; &u28; int u29;
 u29; int u30; if (u30 = 1) ;
