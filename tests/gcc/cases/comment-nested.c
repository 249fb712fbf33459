/* outer /* inner */
int x = "a";
