char s[3] = { "ab", "c" }; char t[2] = { "abc" }; char u[2][2] = { "abc", { "def" } }; 
