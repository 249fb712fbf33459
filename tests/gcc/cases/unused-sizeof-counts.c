int a; int x = sizeof a;
x = 1;
