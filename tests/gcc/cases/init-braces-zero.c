struct s { int n[2]; } x = { 0 }, y[2] = { 0 }, z = { 0, 0 };
