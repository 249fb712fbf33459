schedule(,);
