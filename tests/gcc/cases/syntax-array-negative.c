int a[-1]; int b[0]; char c["x"];
