int x = 'a'; x = 'ab'; x = 'abcde'; x = ''; x = '\q'; x = '\xfff'; x = '\400'; x = '\n';
