#ifdef A junk
#endif junk
#undef A junk
int x;
