struct s { int a; };
pgae_t x;
gfp_tt y;
