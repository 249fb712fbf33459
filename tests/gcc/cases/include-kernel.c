#include <linux/highmem.h>
#include <linux/mm.h> /* x */
  # include   <linux/mm.h>
int a = "x";
