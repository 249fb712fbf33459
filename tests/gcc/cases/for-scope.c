for (int i = 0; i < 3; i++) { int i = "x"; i++; }
i = 3;
