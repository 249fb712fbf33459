struct s;
struct t { int a; };
int;
struct { int a; };
enum { Q };
