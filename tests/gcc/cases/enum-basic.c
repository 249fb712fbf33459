enum color { RED, GREEN = 5, BLUE } c = RED;
c = 3; int i = BLUE; c = i; c = "x"; enum color *p = &i;
