enum km_type t = KM_USER0;
t = KM_USER1;
