int x = sizeof(void [2]);
