	int	x	=	"a";
	if (x)	{	x =	"b";	}
