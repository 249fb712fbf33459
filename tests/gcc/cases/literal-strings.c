char *s = "a" "b" "\q" "\x"; s = "\777"; s = "tab\t\0nul"; s = "\u00e9";
