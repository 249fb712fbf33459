#include "nothing.h"
int x;
