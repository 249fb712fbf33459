int x = u32 + 1;
