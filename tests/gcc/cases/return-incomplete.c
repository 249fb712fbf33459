struct nothing f(void)
{
}
