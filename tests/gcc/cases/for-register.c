for (register int i = 0, *p = &i; i < 3; i++) ;
