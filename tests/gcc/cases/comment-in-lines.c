int /* a */ x /* b */ = /* c */ "s" /* d */; // e
// continued \
int y = "z";
int z = 2 /* multi
line */ + "q";
