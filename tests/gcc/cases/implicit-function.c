int x = foo(1);
x = foo(2);
bar();
