int x = 1; x = x++ + 1; int y = (x = 3, x + 1); y = y > 3 ? x < 3 ? 10 : 20 : 30;
printf("%d\n", y); y = -y; y = - -y; y = ~-y; y = !!y;
printf("%d\n", y); y = +-+y; printf("%d\n", y);
