const int c = 3;
c = 4;
c++;
--c;
c += 2;
