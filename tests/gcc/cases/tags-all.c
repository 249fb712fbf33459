struct a { int x; }; struct a { int y; }; union a { int z; };
 enum a { Q }; struct a v; { struct a { char c; } w; w.c = 1; }
