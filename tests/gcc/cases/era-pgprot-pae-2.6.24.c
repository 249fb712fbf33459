pgprot_t ro = PAGE_KERNEL_RO;
printf("%lu\n", ro.pgprot);
int n = ro.pgprot;
n++;
