/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Explanations of kernel reports, and of the shell's own errors. See explain.c.
 */
#include "shell/report/explain.h"

#define PAGE "struct page *p = alloc_page(GFP_HIGHUSER);\n"

const struct explanation kernel_explanations[] = {
	{ "kernel-bug", "the kernel found its own rules broken and stopped the task",
	  "BUG() names the file and line of the check, not of the mistake: the task that\n"
	  "dies may be innocent. `why` goes back from the check to who broke the rule.",
	  "kmap_atomic_to_page((void *)0xfffff000);", PAGE "char *v = kmap_atomic(p, KM_USER0);\nkmap_atomic_to_page(v);\nkunmap_atomic(v, KM_USER0);",
	  "14 burned", NULL, NULL },
	{ "kernel-bug-slot-busy", "kmap_atomic() found its slot in use",
	  "A slot is one page-table entry for a km_type on a CPU. Somebody mapped it and\n"
	  "has not unmapped it: forgot to, gave kunmap_atomic() a struct page * (which\n"
	  "returns early), sleeps, or is who was interrupted here.",
	  PAGE "kmap_atomic(p, KM_USER0);\nkunmap_atomic((void *)p, KM_USER0);\nkmap_atomic(p, KM_USER0);",
	  PAGE "char *v = kmap_atomic(p, KM_USER0);\nkunmap_atomic(v, KM_USER0);\nv = kmap_atomic(p, KM_USER0);\nkunmap_atomic(v, KM_USER0);",
	  "14 burned", NULL, NULL },
	{ "kernel-bug-slot-address", "kunmap_atomic() was given an address that is not its slot's",
	  "The slot follows from km_type and CPU. Another type than kmap_atomic() was given,\n"
	  "another CPU than it ran on, or an address that it never gave are all met here.",
	  PAGE "char *v = kmap_atomic(p, KM_USER0);\nkunmap_atomic(v, KM_USER1);",
	  PAGE "char *v = kmap_atomic(p, KM_USER0);\nkunmap_atomic(v, KM_USER0);", "10 kmap_atomic", NULL, NULL },
	{ "kernel-bug-kunmap-unmapped", "kunmap() of something that has no mapping",
	  "kunmap() takes the struct page. Was it ever kmap()ed, or unmapped too often, and\n"
	  "the entry taken away by a flush? An address in the page's place is read as if\n"
	  "it were a struct page: one bit of the data decides whether this BUG comes or the\n"
	  "entry is lost in silence.",
	  PAGE "kunmap(p);", PAGE "kmap(p);\nkunmap(p);", "13 the asymmetry", NULL, NULL },
	{ "kernel-bug-kunmap-count", "one kunmap() more than kmap()s",
	  "pkmap_count of a page with n users is n + 1. This kunmap() lowered it to 0, which\n"
	  "only a flush may do. kmap_lock stays held: the next kmap() spins for ever.",
	  PAGE "kmap(p);\nkunmap(p);\nkunmap(p);", PAGE "kmap(p);\nkunmap(p);", "6 pkmap_count", NULL, NULL },
	{ "kernel-bug-kunmap-interrupt", "kunmap() in an interrupt, or while preempt_count says so",
	  "kunmap() may not be called from a handler, nor with softirqs off. A preempt_count\n"
	  "that was lowered too often (-1) looks like an interrupt, too. Then it is a panic.",
	  PAGE "kmap(p);\nlocal_bh_disable();\nkunmap(p);", PAGE "kmap(p);\nlocal_bh_disable();\nlocal_bh_enable();\nkunmap(p);",
	  "11 whose slot", NULL, NULL },
	{ "kernel-bug-preempt-count", "preempt_count was lowered below 0",
	  "Each kunmap_atomic() and preempt_enable() takes one back. Found at once only with\n"
	  "CONFIG_DEBUG_PREEMPT; without it the count goes on as -1.",
	  PAGE "char *v = kmap_atomic(p, KM_USER0);\nkunmap_atomic(v, KM_USER0);\nkunmap_atomic(v, KM_USER0);",
	  PAGE "char *v = kmap_atomic(p, KM_USER0);\nkunmap_atomic(v, KM_USER0);", NULL, "preempt=on debug_preempt=on", NULL },
	{ "kernel-bug-free-page", "a page was freed twice",
	  "__free_page() of a page that has no user left.", PAGE "__free_page(p);\n__free_page(p);", PAGE "__free_page(p);", NULL, NULL, NULL },
	{ "kernel-oops", "an access went where nothing is mapped",
	  "The address has no page-table entry (or may not be written). The task that made\n"
	  "the access dies; what it held stays as it is. `vtop ADDRESS` shows the walk.",
	  "char *s = 0;\n*s = 1;",
	  "struct page *p = alloc_page(GFP_KERNEL);\nchar *s = page_address(p);\n*s = 1;", "4 from address to frame", NULL, NULL },
	{ "kernel-divide-error", "a division by zero, or of INT_MIN by -1",
	  "The processor raises a fault for both; the kernel kills the task.",
	  "int zero = 0, one = 1;\none = one / zero;", "int zero = 0, one = 1;\nif (zero)\n\tone = one / zero;", NULL, NULL, NULL },
	{ "kernel-warn", "the kernel found something wrong, and went on",
	  "\"Badness in FUNCTION\" comes from WARN_ON(). Here: a TLB flush on all CPUs waits\n"
	  "for the others, and with interrupts off two such CPUs can wait for each other.",
	  PAGE "local_irq_disable();\nfor (int i = 0; i < 8; i++) {\n\tp = alloc_page(GFP_HIGHUSER);\n\tkmap(p);\n\tkunmap(p);\n}\nlocal_irq_enable();",
	  PAGE "for (int i = 0; i < 8; i++) {\n\tp = alloc_page(GFP_HIGHUSER);\n\tkmap(p);\n\tkunmap(p);\n}",
	  "7 the price", "pkmap=4 debug_sleep=off", NULL },
	{ "kernel-bug-stack-full", "no slot is left on the stack",
	  "Each map takes the next slot, each unmap gives the top one back. Maps that are\n"
	  "never undone pile up: an unmap that was given no slot's address (a struct page *\n"
	  "hidden in a void *, say) returns early and gives nothing back.",
	  PAGE "void *v = p;\nfor (int i = 0; i < 20; i++) {\n\tkmap_local_page(p);\n\tkunmap_local(v);\n}",
	  PAGE "void *v;\nfor (int i = 0; i < 20; i++) {\n\tv = kmap_local_page(p);\n\tkunmap_local(v);\n}", "18 today", "era=6.1 debug_highmem=off", NULL },
	{ "kernel-bug-stack-empty", "an unmap found the stack of slots empty",
	  "One unmap more than there were maps. On the way it has cleared an entry below\n"
	  "its own slots: that of another CPU, or of no slot at all.",
	  PAGE "char *v = kmap_local_page(p);\nkunmap_local(v);\nkunmap_local(v);", PAGE "char *v = kmap_local_page(p);\nkunmap_local(v);",
	  "18 today", "era=6.1", NULL },
	{ "kernel-warn-unmap-order", "an unmap was not given the top slot's address",
	  "Slots are a stack: what was mapped last goes first. In the wrong order the top\n"
	  "slot is cleared and the address given is flushed, so that each of the two keeps\n"
	  "half of its mapping. The warning comes once.",
	  PAGE "char *a = kmap_local_page(p), *b = kmap_local_page(p);\nkunmap_local(a);\nkunmap_local(b);",
	  PAGE "char *a = kmap_local_page(p), *b = kmap_local_page(p);\nkunmap_local(b);\nkunmap_local(a);", "17 symptoms", "era=6.1", NULL },
	{ "kernel-warn-unmap-outside", "an unmap was given an address that no slot has",
	  "It returns early, and whatever was mapped stays mapped. A struct page * in the\n"
	  "address's place ends here. Without debugging only addresses of user space do.",
	  PAGE "kmap_local_page(p);\nkunmap_local((void *)p);", PAGE "char *v = kmap_local_page(p);\nkunmap_local(v);", "18 today", "era=6.1", NULL },
	{ "kernel-warn-irqs-on", "a slot was taken in a hard interrupt with interrupts on",
	  "Another interrupt could come between the steps of taking a slot. Handlers run\n"
	  "with interrupts off; this one has turned them on.",
	  PAGE "irq {\n\tlocal_irq_enable();\n\tkunmap_local(kmap_local_page(p));\n}", PAGE "irq {\n\tkunmap_local(kmap_local_page(p));\n}",
	  "11 whose slot", "era=6.1", NULL },
	{ "kernel-warn-still-mapped", "a mapping of the task's own was left where none may be",
	  "kmap_local_page()'s mappings belong to the task. They must be gone before it\n"
	  "returns to user mode, and a child does not get them.",
	  PAGE "spawn worker { kmap_local_page(p); }\nrun", PAGE "spawn worker { kunmap_local(kmap_local_page(p)); }\nrun", "18 today", "era=6.1", NULL },
	{ "kernel-warn-kmap-to-page", "kmap_to_page() was asked about a mapped address",
	  "It answers, but nobody should ask: whoever mapped the page knows it.",
	  PAGE "kmap_to_page(kmap_local_page(p));", PAGE "kmap_local_page(p);", NULL, "era=6.1", NULL },
	{ "kernel-might-sleep", "a call that may sleep was made where sleeping is forbidden",
	  "kmap() can wait for a free entry. While an atomic mapping is held, in an\n"
	  "interrupt or with interrupts off nobody may sleep. kmap_atomic() never sleeps.",
	  PAGE "char *v = kmap_atomic(p, KM_USER0);\nkmap(p);\nkunmap(p);\nkunmap_atomic(v, KM_USER0);",
	  PAGE "char *v = kmap_atomic(p, KM_USER0);\nkunmap_atomic(v, KM_USER0);\nkmap(p);\nkunmap(p);", "10 kmap atomic", NULL, NULL },
	{ "kernel-scheduling-while-atomic", "schedule() was reached while preempt_count was not 0",
	  "Each kmap_atomic() raises preempt_count until its kunmap_atomic(). A task that\n"
	  "gives up the CPU in between lets others use its slot.",
	  PAGE "char *v = kmap_atomic(p, KM_USER0);\nschedule();\nkunmap_atomic(v, KM_USER0);",
	  PAGE "char *v = kmap_atomic(p, KM_USER0);\nkunmap_atomic(v, KM_USER0);\nschedule();", "10 kmap atomic", NULL, NULL },
	{ "kernel-lockup", "a CPU spins on a lock that nobody will release",
	  "A task that died inside kmap() or kunmap() left kmap_lock held. The next one to\n"
	  "want it spins for ever, and its CPU is lost. `undo` is the way out.",
	  PAGE "spawn careless { kmap(p); kunmap(p); kunmap(p); }\nrun\nkmap(p);",
	  PAGE "spawn careful { kmap(p); kunmap(p); }\nrun\nkmap(p);", "6 counting users", NULL, NULL },
	{ "kernel-deadlock", "every task waits, and nobody is left to wake one",
	  "kmap() sleeps when the window is full, until some kunmap(). When all who hold\n"
	  "entries sleep themselves, that never comes. The report lists who waits.",
	  "for (int i = 0; i < 5; i++)\n\tkmap(alloc_page(GFP_HIGHUSER));",
	  "for (int i = 0; i < 5; i++) {\n\tstruct page *p = alloc_page(GFP_HIGHUSER);\n\tkmap(p);\n\tkunmap(p);\n}", "8 kmap can sleep", "pkmap=4", NULL },
	{ "kernel-exit-atomic", "a task ended while its preempt_count was not 0",
	  "What it mapped with kmap_atomic() stays in its slot, and whoever uses the slot\n"
	  "next on that CPU pays for it.",
	  PAGE "spawn careless { kmap_atomic(p, KM_USER0); }\nrun",
	  PAGE "spawn careful {\n\tchar *v = kmap_atomic(p, KM_USER0);\n\tkunmap_atomic(v, KM_USER0);\n}\nrun", "10 kmap atomic", NULL, NULL },
	{ "kernel-out-of-range", "an index was computed outside the table of the window",
	  "The real kernel would have changed memory that has nothing to do with it, without a word; hmsh says it and ends the task.",
	  NULL, NULL, NULL, NULL, NULL },
	{ 0 }
};

const struct explanation shell_explanations[] = {
	{ "hmsh-command", "no command has this name",
	  "Commands may be shortened as long as only one begins so. `help` lists them. A\n"
	  "leading colon forces the reading as a command.", ":stepp", ":run", NULL, NULL, NULL },
	{ "hmsh-arguments", "a command was given too few, too many or wrong arguments",
	  "`help COMMAND` shows what it takes.", "undo twice", "int a = 1;\nundo", NULL, NULL, NULL },
	{ "hmsh-file", "a file could not be read or written",
	  "Only regular files are read, up to 16 MiB. The message ends with the reason.", "source .", "int a;", NULL, NULL, NULL },
	{ "hmsh-load", "a saved session could not be loaded",
	  "The file is no session, is cut, or its inputs lead to another state than the one\n"
	  "that was saved. The session you are in stays.", NULL, NULL, NULL, NULL, NULL },
	{ "hmsh-resume", "there is no journal to resume", "Journals are kept by interactive sessions in the state folder.", NULL, NULL, NULL, NULL, NULL },
	{ "hmsh-source-depth", "files source each other too deeply",
	  "16 files deep is the limit: most often a file that sources itself.", NULL, NULL, NULL, NULL, NULL },
	{ "hmsh-steps", "the step limit is reached",
	  "A script may run 100 million steps (calls and jumps backwards), so that an endless\n"
	  "loop ends. --steps N sets another limit; at the prompt there is none, but Ctrl-C.", NULL, NULL, NULL, NULL, NULL },
	{ "hmsh-output", "a script has printed too much", "8 MiB is the limit in batch, 64 KiB in an answer that is graded; there is none at the prompt.", NULL, NULL, NULL, NULL, NULL },
	{ "hmsh-answer", "a command that has no place in an answer",
	  "An answer may use what runs things (cpu, spawn, run, irq ...) and what looks. What\n"
	  "goes back, begins anew, reads files or changes settings is left out (help grade).", NULL, NULL, NULL, NULL, NULL },
	{ "hmsh-exam", "an exam, its roster or its secret is not as it must be",
	  "An exam is a template, a list of ids and a secret file; all three are needed for\n"
	  "sheets and for grading, as they were, since every student has a paper of their own\n"
	  "(--grade EXAM --roster FILE --secret FILE SUBMISSION...). `help exam` says more.", NULL, NULL, NULL, NULL, NULL },
	{ "hmsh-grade", "grading has ended early",
	  "It was interrupted, or memory ran out; the results printed so far are whole.", NULL, NULL, NULL, NULL, NULL },
	{ "hmsh-sandbox", "this system cannot confine what should run",
	  "--sandbox=require runs nothing unless all layers of `help sandbox` are there; a\n"
	  "kernel without Landlock (before 5.13, or switched off) lacks one.", NULL, NULL, NULL, NULL, NULL },
	{ "hmsh-run", "the program reached a limit while it ran",
	  "Calls may be nested 1024 deep; a recursion without end is the usual reason.",
	  "int f(int n) { return f(n + 1); }\nf(0);", "int f(int n) { return n ? f(n - 1) : 0; }\nf(9);", NULL, NULL, NULL },
	{ "hmsh-memory", "memory ran out, of the host or of a table", "What was there before stays.", NULL, NULL, NULL, NULL, NULL },
	{ "hmsh-panicked", "the machine is halted: only looking and going back are possible",
	  "A BUG or oops inside an interrupt is a panic. `undo`, `restore` or `reset`.",
	  NULL, NULL, NULL, NULL, NULL },
	{ "hmsh-machine", "such a machine does not exist",
	  "`machine` lists the keys with their values; `era` lists the kernels.", "machine ram=nonsense", "machine ram=1G", NULL, NULL, NULL },
	{ "hmsh-cpu", "there is no such CPU, or it is lost", "CPUs are numbered from 0.", "cpu 99", "cpu 1", NULL, NULL, NULL },
	{ "hmsh-task", "no such task, or it is in the wrong state",
	  "`info tasks` lists them. Only a task that is ready can be stepped or moved.", "step nobody", "spawn t { int a = 1; a++; }\nstep t", NULL, NULL, NULL },
	{ "hmsh-spawn", "a task could not be made", "A name has at most 15 letters, digits and _.", "spawn { int a; }", "spawn t { int a = 1; a++; }", NULL, NULL, NULL },
	{ "hmsh-block", "a command's {...} block is missing or has something behind it",
	  "The block may reach over several lines; behind its closing brace the line ends.", "irq", "irq { int a = 1; a++; }", NULL, NULL, NULL },
	{ "hmsh-pending", "too many interrupts are pending", "16 can wait while interrupts are off.", NULL, NULL, NULL, NULL, NULL },
	{ "hmsh-undo", "there is nothing to undo or redo",
	  "Looking makes no step, and a change after an undo ends redo.", "undo", "int a;\nundo", NULL, NULL, NULL },
	{ "hmsh-checkpoint", "no such checkpoint, or it cannot be reached any more",
	  "A change after an undo leaves the old way; checkpoints on it are lost.", "restore nowhere", "int a;\ncheckpoint here\nrestore here", NULL, NULL, NULL },
	{ "hmsh-info", "`info` has no such topic", "`info` alone lists the topics.", "info nothing", "info slots", NULL, NULL, NULL },
	{ "hmsh-page", "no page has this number or address", "`info zones` shows the frames there are.", "info page 0xfffffff", "info page 0", NULL, NULL, NULL },
	{ "hmsh-address", "nothing is mapped at an address that was looked at",
	  "Looking reads through the page tables, not the TLB.", "x 0", "x 0xc0000000", NULL, NULL, NULL },
	{ "hmsh-format", "the format of x or print is not understood",
	  "A count, a letter (x d u o t a c s) and a size (b h w g).", "x/4q 0xc0000000", "x/4xw 0xc0000000", NULL, NULL, NULL },
	{ "hmsh-value", "an expression has no value that can be shown so",
	  "A void expression has none; vtop, x, why and print/x want a number or an address.", "struct { int a; } s;\ns.a++;\nvtop s",
	  "struct { int a; } s;\ns.a++;\nvtop &s", NULL, NULL, NULL },
	{ "hmsh-set", "no such setting, or not such a value", "`show` lists the settings.", "set lint loud", "set lint off", NULL, NULL, NULL },
	{ "hmsh-help", "there is no help for this word", "`apropos WORD` searches everything.", "help nonsense", "help undo", NULL, NULL, NULL },
	{ "hmsh-explain", "this is no code of a message", "`explain list` shows all.", "explain nonsense", "explain hmsh-undo", NULL, NULL, NULL },
	{ "hmsh-cost", "the cost model or a comparison cannot do that",
	  "`cost` lists its constants and presets. A comparison runs each block by itself, on as many CPUs as asked for: it must come to its end without a report.",
	  "cost nonsense=1", "cost", "7 the price", NULL, NULL },
	{ "hmsh-disk", "the disk has no such setting", "`help disk` shows what it takes; limit= is the highest page frame that the device reaches.",
	  "disk limit=nowhere", "disk limit=high", NULL, NULL, NULL },
	{ "hmsh-lesson", "no such lesson or step, or it cannot be done now", "`lesson list` shows them; `lesson` alone where you are.",
	  NULL, NULL, NULL, NULL, NULL },
	{ "hmsh-quiz", "the quiz does not understand, or nothing is asked",
	  "`quiz` asks, `quiz list` shows the kinds. A script must name the seed, so that it prints the same each time.", "quiz answer 7", "quiz list", NULL, NULL, NULL },
	{ "hmsh-hunt", "it cannot be done in a hunt, or outside of one", "`hunt` alone begins one or says where you are; `help hunt` tells what a look costs and what is off.",
	  NULL, NULL, NULL, NULL, NULL },
	{ "hmsh-view", "the view, a layout, pane or theme cannot be shown",
	  "The view needs a terminal of at least 60x20 that can move its cursor. `view` lists layouts, panes and themes.", NULL, NULL, NULL, NULL, NULL },
	{ "hmsh-confined", "a lesson's own lines asked for a file", "A lesson may have come from anywhere: it does not touch your files. Type the command yourself if you want it.",
	  NULL, NULL, NULL, NULL, NULL },
	{ "hmsh-alias", "an alias cannot be made, or leads to itself",
	  "`alias NAME = TEXT`: NAME is one word, TEXT begins with a command. An alias may use another one, 16 deep.", "alias 1x = info slots", "alias s = info slots\ns",
	  NULL, NULL, NULL },
	{ "hmsh-limit", "a function or unit is larger than hmsh takes", "ARCHITECTURE.md and `help language` list the limits. Smaller functions help.", NULL, NULL, NULL, NULL, NULL },
	{ "hmsh-part", "the script has no such part", "era, machine and reset begin a new part.", NULL, NULL, NULL, NULL, NULL },
	{ 0 }
};
