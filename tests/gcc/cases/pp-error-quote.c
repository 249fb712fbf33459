#error it's "x
