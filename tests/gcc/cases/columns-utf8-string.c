char *s = "é"; int x = "日本語"; x = s;
