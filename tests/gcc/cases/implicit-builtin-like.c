int x = abs(-1);
exit(0);
malloc(3);
