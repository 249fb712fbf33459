enum e { 1, 2 };
