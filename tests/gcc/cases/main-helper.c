static int helper(int x) { return x * 2; } int main(void) { return helper(3); }
