typedef int fn(int); fn *f = "x"; typedef int (*fnp)(int); fnp g = 3; int h(int a) { return a; } f = h; g = h; f("z");
