for (typedef int T; ; ) ;
