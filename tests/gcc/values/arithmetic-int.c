int a = 17, b = -5;
printf("%d %d %d %d %d\n", a + b, a - b, a * b, a / b, a % b);
printf("%d %d %d %d\n", -a / 3, -a % 3, a / -3, a % -3);
printf("%d %d %d\n", -a, +a, ~a);
