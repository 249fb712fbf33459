enum nope t = KM_USERX; 
enum nope2 u;
struct no x = nothing;
enum nope3 w = 3;
