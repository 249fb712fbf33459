#warning foo   /* x */ bar"a  b"   ,  c
#warning
#warning   a+b  +  c ## d
