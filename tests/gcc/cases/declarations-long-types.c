unsigned long ul; unsigned long int *p = "x"; long long int ll; long long *q = &ul; short int *s = &ll; signed *t = &ul; unsigned short us; us = "x";
