void f(char c) { c++; } void g(unsigned char u) { u++; }
f(300); g(256); g(-1); f('a');
