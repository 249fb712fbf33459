int i = 1; i; i + 1; i == 1; i = 1; i++; ++i; -i; !i; ~i; (i);
 (i, 1); i, i; i = 1, i; i, i = 1; i ? 1 : 2; i ? i++ : 2; i && i++;
 i++ && i; i || 0; *&i; &i; sizeof i; (void)i; (int)i; (char)i++;
 i++ + 1; i += 1; "x"; 'x'; 1; 1 + 1; (void)0; ; {} i = (i, i);
 i++, i--; -i++; !i--; (i++); (i = 1); i < 2 ? i = 1 : 0; 
