int f(void) { static int arr[]; int brr[]; extern int crr[]; return crr[0]; } static int arr[];
