#pragma
#pragma once
#pragma   foo   bar
#pragma   foo(bar)
#pragma  foo 3 4
#pragma STDC FENV_ACCESS ON
#pragma STDC
#pragma GCC foo
#pragma GCC
#pragma omp parallel
#pragma "x" y
#pragma 3
int x;
