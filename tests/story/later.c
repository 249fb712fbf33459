/* More than ten statements, another slot, another CPU and a low page lie between the mistake and its symptom. */
struct page *p = alloc_page(GFP_HIGHUSER);
struct page *q = alloc_page(GFP_HIGHUSER);
struct page *low = alloc_page(GFP_KERNEL);
char *v = kmap_atomic(p, KM_USER0);
v[0] = 1;
kunmap_atomic(p, KM_USER0);	/* cause */
char *w = kmap_atomic(q, KM_USER1);
w[0] = 2;
kunmap_atomic(w, KM_USER1);
char *l = kmap_atomic(low, KM_USER0);
l[0] = 3;
kunmap_atomic(l, KM_USER0);
char *k = kmap(q);
k[1] = 4;
kunmap(q);
cpu 1
w = kmap_atomic(q, KM_USER0);
w[2] = 5;
kunmap_atomic(w, KM_USER0);
cpu 0
printf("still well\n");
w = kmap_atomic(q, KM_USER0);	/* symptom */
why
