return "x";
