enum e { A, B };
A = 2;
B++;
