irq { missing = 1; }
missing = 2;
