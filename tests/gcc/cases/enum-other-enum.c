enum a { A } a = A; enum b { B } b = B;
a = b; a = B; if (a == b) a = A; if (a == B) b = B;
