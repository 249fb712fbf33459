int while = 1;
