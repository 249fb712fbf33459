void g(int a[3], struct page *q, char c[]) { if (a) ; if (q) ; if (!c) ; if (&a) ; if (&q) ; if (a == 0) ; if (c == 0) ; if (&q->flags) ; if (sizeof a) ; if (sizeof(c) == 3) ; }
 g(0, 0, 0);
