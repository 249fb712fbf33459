void v(void) { } int i = v(); i = (v(), 1); v() + 1; if (v()) ;
 while (v()) ; for (; v(); ) ; return v(); (int)v(); -v(); !v();
 v() ? 1 : 2; i ? v() : v(); i ? v() : 1; v(v()); int a[v()];
 switch (v()) { } *v(); &v(); v().x; v()[0]; v()();
