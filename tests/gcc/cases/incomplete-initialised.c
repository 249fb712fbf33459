struct nothing x = { };
struct nothing2 y = 1;
