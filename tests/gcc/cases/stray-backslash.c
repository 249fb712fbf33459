int x = \ 3;
