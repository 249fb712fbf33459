enum km_type t = KM_USER0;
switch (t) { case KM_USER0: break; case KM_USER1: break; }
