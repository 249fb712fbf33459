irq { int a; }
irq { int b; schedule(1); }
