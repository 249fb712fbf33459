int größe = 1;
größe = "x";
int y = größ;
