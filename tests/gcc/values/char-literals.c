printf("%d %d %d %d %d %d\n", 'a', '\n', '\0', '\x41', '\101', '\\');
printf("%d %d %d\n", '\xff', '\377', '\'');
printf("%d %d %d\n", '\a', '\t', '\e');
printf("%d\n", 'ab');
