struct node { int v; struct node *next; }; struct node n[5];
struct node *head = 0; for (int i = 0; i < 5; i++) { n[i].v = i * i; n[i].next = head; head = &n[i]; }
struct node *r = 0; while (head) { struct node *t = head->next; head->next = r; r = head; head = t; }
for (struct node *p = r; p; p = p->next) printf("%d ", p->v);
printf("\n");
