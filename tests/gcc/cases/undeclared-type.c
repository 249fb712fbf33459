foo x;
foo *y;
