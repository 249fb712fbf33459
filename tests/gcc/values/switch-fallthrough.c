void f(int x) { switch (x) { case 0: printf("zero "); case 1: printf("one "); break; case 2: printf("two "); default: printf("rest "); } printf("| "); }
f(0); f(1); f(2); f(3); printf("\n");
