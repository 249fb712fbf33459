unsigned char c = 1; short s = 2; int i = 3; char d = 4; _Bool b = 1; long long l = 2;
c ? c : c;
i ? c : c;
i ? s : s;
i ? i : i;
i ? d : d;
i ? b : b;
i ? l : l;

(c | 4) == 3;
(b | 4) == 3;
(s | 4) == 3;
(c | 300) == 3;
(d & 3) == 4;
!b == b;
!i == i;
b == !b;
!b != b;
