printf("before\n"); if (1) return 0; printf("never\n");
