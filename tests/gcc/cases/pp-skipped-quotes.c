#if 0
'unterm
"also
it's \ 3 ` @
#endif
