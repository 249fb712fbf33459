unsigned u = 1; switch (u) { case -1: ; case 4294967295: ; case 4294967296: ; }
 char c = 1; switch (c) { case 4294967296: ; }
