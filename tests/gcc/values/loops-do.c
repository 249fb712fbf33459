int i = 0; do i++; while (i < 5); printf("%d\n", i); do { i += 10; if (i > 30) break; continue; } while (i < 100); printf("%d\n", i);
do printf("once\n"); while (0);
