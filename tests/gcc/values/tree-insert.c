struct tree { int k; struct tree *l, *r; }; struct tree pool[16];
int used = 0; struct tree *ins(struct tree *t, int k) { if (!t) { t = &pool[used++]; *t = (struct tree){ k }; return t; } if (k < t->k) t->l = ins(t->l, k); else if (k > t->k) t->r = ins(t->r, k); return t; }
void walk(const struct tree *t) { if (!t) return; walk(t->l); printf("%d ", t->k); walk(t->r); }
struct tree *root = 0; int keys[] = { 5, 2, 8, 1, 9, 3, 5, 7 };
for (unsigned i = 0; i < sizeof keys / sizeof *keys; i++) root = ins(root, keys[i]);
walk(root); printf("%d\n", used);
