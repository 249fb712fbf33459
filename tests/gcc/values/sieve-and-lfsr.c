static char sieve[100]; int n = 0; for (int i = 2; i < 100; i++) { if (sieve[i]) continue; n++; for (int j = i * i; j < 100; j += i) sieve[j] = 1; }
printf("%d\n", n); unsigned lfsr = 0xace1u, p = 0;
do { unsigned b = (lfsr ^ lfsr >> 2 ^ lfsr >> 3 ^ lfsr >> 5) & 1; lfsr = lfsr >> 1 | b << 15; p++; } while (lfsr != 0xace1u && p < 3000);
printf("%u %x\n", p, lfsr); int collatz(unsigned long long n) { int c = 0; while (n != 1) { n = n & 1 ? 3 * n + 1 : n / 2; c++; } return c; }
printf("%d\n", collatz(27));
