void print(unsigned n, unsigned base) { char b[33]; int i = 0; do { b[i++] = "0123456789abcdef"[n % base]; n /= base; } while (n); while (i) printf("%c", b[--i]); printf(" "); }
print(255, 2); print(255, 16); print(0, 10); print(4294967295u, 8); printf("\n");
