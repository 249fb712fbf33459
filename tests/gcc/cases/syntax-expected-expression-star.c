int x = * ;
