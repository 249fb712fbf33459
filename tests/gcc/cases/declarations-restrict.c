int *restrict r = 0; int *__restrict q = r; r = "x";
