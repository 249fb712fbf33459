signed char a;
unsigned char u;
short s;
if ((unsigned short)(a * a)) a = 1;
if ((short)(a * a)) a = 1;
if ((short)(u * u)) a = 1;
if ((unsigned short)(u * u)) a = 1;
if ((short)(s * s)) a = 1;
if ((unsigned short)(s * s)) a = 1;
