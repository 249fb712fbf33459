printk("a" x);
