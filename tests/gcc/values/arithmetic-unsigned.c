unsigned a = 17, b = 4294967291u;
printf("%u %u %u %u %u\n", a + b, a - b, a * b, b / a, b % a);
printf("%u %u %d\n", -a, ~a, a < b);
