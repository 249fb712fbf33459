enum e { A = 0x7fffffff, B };
enum f { C = 0xffffffffffffLL };
