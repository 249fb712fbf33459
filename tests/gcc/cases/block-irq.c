int count;
irq { int z; count = "x"; }
