char *p = "a"; int x = 0;
if (p == "a") x = 1;
if ("a" == p) x = 1;
if (p != "b") x = 1;
