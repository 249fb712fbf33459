int x == 3;
