struct node { struct node *next; int v; } n;
n.next = &n; n.next->next->v = "x"; n.next = 3;
