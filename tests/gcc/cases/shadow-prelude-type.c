int u32 = 1;
u32 = 2;
u32 x;
