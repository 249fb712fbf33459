typedef int number;
numbre x;
