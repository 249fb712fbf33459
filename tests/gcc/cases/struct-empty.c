struct e { }; struct e x;
struct f { int; } y;
