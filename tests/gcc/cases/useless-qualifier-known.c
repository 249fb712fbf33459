struct s { int a; };
const struct s;
static struct s;
static struct t;
const;
static;
static int;
unsigned;
