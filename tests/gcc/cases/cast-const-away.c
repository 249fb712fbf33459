const char *k = "x"; char *c = (char *)k; c = k;
