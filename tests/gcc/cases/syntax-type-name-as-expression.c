int x = int;
