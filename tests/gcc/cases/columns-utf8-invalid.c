char *s = "aéb"; int x = "aéb"; x = s;
