int x = if;
