break;
continue;
