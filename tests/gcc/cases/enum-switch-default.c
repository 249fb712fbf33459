enum e { A, B, C } e = A;
switch (e) { case A: break; default: break; }
