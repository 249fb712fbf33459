enum e { A, B, C } e = A;
switch (e) { case A: break; case B: break; }
