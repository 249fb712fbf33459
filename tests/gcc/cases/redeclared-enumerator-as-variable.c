enum e { A };
int A = 1;
