page *p = 0;
