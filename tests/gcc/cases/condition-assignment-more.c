int i = 1;
  if (i)
    i = 2;
    else
    i = 3;
    i = 4;
if (i) ;
	i = 5;
if (i)
{
	i = 1;
}
	i = 2;
if (i) i = 1; else i = 2; i = 3;
if (i)
	; i = 3;
while (i) ; i = 2;
for (i = 0; i < 3; i++) ; { i = 2; }
