int x = 1;
switch (x) { case 1: }
