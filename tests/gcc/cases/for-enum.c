for (enum e { A, B } x = A; x < B; x++) ;
