int count;
irq {
	count = "x";
	return 1;
}
