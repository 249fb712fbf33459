int x;
enum e { A = x, B = "s", C = 1 };
