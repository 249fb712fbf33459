typedef struct page page_t; page_t *p = 3; typedef int number; number n = "x"; typedef char *string; string s = 5; u32 *u = "q"; gfp_t g = "z";
