typedef struct page *pageptr; pageptr p = "x"; void f(pageptr q) { q = 0; } f("y"); f(3);
