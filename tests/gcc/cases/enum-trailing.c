enum e { A, };
enum { };
