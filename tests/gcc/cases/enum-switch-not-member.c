enum e { A, B } e = A;
switch (e) { case A: break; case B: break; case 7: break; }
