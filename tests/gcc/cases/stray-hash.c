int f = 3 # 4;
