int x = \
"a";
int lo\
ng_name = "b";
