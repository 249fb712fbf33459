void *memset(void *, int, unsigned); memset(0, 0, 0); char b[4];
 memset(b, 4, 0); memset(b, 0, sizeof b); memset(&b, 0, sizeof &b);
 memset(b, sizeof b, 0); memcpy(b, &b, 4); memcpy(b, b + 1, 10);
 memset(b, 'a', 100); strlen(0); strlen((char *)0); memcpy(0, b, 4);
 printk(0); printk(b); printk("%s", b); printk("%d", b); printf("%d\n");
 printk("%s %d\n", b);
