if (schedule()) ;
while ((void)0) ;
