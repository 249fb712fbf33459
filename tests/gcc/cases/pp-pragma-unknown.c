#pragma nothing here
int x;
