int x = sizeof(struct nope); x = sizeof(void); x = sizeof(schedule); x = sizeof schedule(); x = sizeof(int[3]);
