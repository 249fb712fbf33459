for (extern int i; i < 3; i++) ;
