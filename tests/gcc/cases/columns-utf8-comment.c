/* größe 日本 */ int x = "a"; /* é */ char *p = 3;
