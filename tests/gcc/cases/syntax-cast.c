int x = (int) ;
