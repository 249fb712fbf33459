char *kind(int c) { switch (c) { case '0' ... '9': return "digit"; case 'a' ... 'z': case 'A' ... 'Z': return "letter"; case ' ': return "blank"; } return "other"; }
printf("%s %s %s %s %s\n", kind('5'), kind('q'), kind('Q'), kind(' '), kind('-'));
