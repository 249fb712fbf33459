int total = 0; int list[3]; void note(int v) { list[total % 3] = v; total++; } for (int i = 1; i <= 5; i++) note(i * i); printf("%d %d %d %d\n", total, list[0], list[1], list[2]);
