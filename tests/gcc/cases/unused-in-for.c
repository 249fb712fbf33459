for (int i = 0, j; i < 3; i++) ;
