int only_here = 1;
kunmap_atomic(only_here, 0);
