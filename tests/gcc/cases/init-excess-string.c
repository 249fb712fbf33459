char s[2][4] = { "ab", "cd", "ef" }; char t[1][2] = { 'a', 'b', 'c' };
