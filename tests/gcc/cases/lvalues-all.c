int i = 5; i.x; i->x; i[0]; i(); *i; &i = 0; i = &i; (i)++; (i + 1)++;
 i++ = 2; ++i = 3; -i = 2; (int)i = 3; (i, i) = 3; (i ? i : i) = 3;
 i = i = i; sizeof i = 3;
