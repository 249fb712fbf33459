int x; int a[2]; 
&3; &(x + 1); &x++; &a; &a[1]; &"s"; &schedule; &schedule();
