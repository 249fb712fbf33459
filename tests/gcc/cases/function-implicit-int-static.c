static g(int x) { return x; }
const y = 3;
