enum e { A };
enum e { B };
enum f { A };
