int counter;
void tick(void) { counter = "x"; }
