struct page { int mine; };
struct page p;
p.mine = 1;
p.flags = 1;
