char *s = "??/n"; char *t = "??="; char *u = "???=";
int a<:3:> = <% 1, 2, 3 %>;
%:define X 3
a<:0:> = X;
