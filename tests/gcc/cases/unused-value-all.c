int i = 1, j = 2, k = 3; i = i == j == k; i = i < j == k; i = i == j < k;
 i = i < j > k; i = !i == j; i = !i != !j; i = !i < j; i = !(i == j) == k;
 i = ~i == j; i = -i == j; i = i & j == k; i = (i & j) == k; i = i | j & k;
 i = i ^ j | k; i = i + j & k; i = i - j << k; i = i << j + k;
 i = i >> j - k; i = i && j || k; i = i || j && k; i = i == j && k == i;
 i = i & j && k; i = i == j | k; i = i << j & k; i = i * j & k;
 i = i % j + k; i = i == !j; i = !i & j; i = !i | !j; i = !i & (j == k);
