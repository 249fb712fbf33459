/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The texts of the manual (manual.h). A test runs each example of what is left out, and looks that no refusal of the compiler is missing here.
 */
#include <stddef.h>

#include "shell/command/manual.h"

static const struct topic topics[] = {
	{ "language", "the C of hmsh: what is in",
	  "What hmsh accepts, gcc -m32 accepts, and it means the same: 32-bit int, long\n"
	  "and pointers, 64-bit long long, little-endian, the layout of i386. Overflow\n"
	  "wraps; a shift takes the low bits of its count; x/0 is the processor's fault.\n"
	  "\n"
	  "In are: void, _Bool, char to long long, enums, arrays, pointers of any depth,\n"
	  "functions and pointers to them, structs and unions (also by value), typedef,\n"
	  "const and volatile (no effect), static, extern and register variables;\n"
	  "all operators; all statements but goto, with case ranges; designated\n"
	  "initializers and compound literals; recursion; _Static_assert; #define without\n"
	  "parameters, #if, #ifdef CONFIG_... of this machine, #error, #warning;\n"
	  "#include <linux/...> of the headers that declare this interface (blank here).\n"
	  "Functions may be defined inside the script; spawn, irq, softirq, nmi and cost\n"
	  "take blocks of C.\n"
	  "\n"
	  "The kernel's types, constants and calls are those of the era: `help calls`,\n"
	  "`ptype struct page`, `help km_type`, `help gfp`. What is a macro in the kernel\n"
	  "is a function here, so all arguments are checked. More: `help subset` (what is\n"
	  "left out), `help judge` (gcc), `help prompt`, `help library`, `help lint`,\n"
	  "`help limits`.", NULL, true },
	{ "judge", "gcc judges: how a script becomes a translation unit",
	  "What is accepted, what is said, where and in which words, is what\n"
	  "  gcc -m32 -std=gnu11 -Wall -ffreestanding -Ulinux -Uunix -Ui386\n"
	  "says about `hmsh --emit-c FILE`.\n"
	  "\n"
	  "A script is the body of one int main(void). Command lines are blank lines in\n"
	  "it, function definitions are gcc's nested functions, the body ends with the\n"
	  "file. So declarations may follow statements, and declaring a name twice in one\n"
	  "block is an error. A file of nothing but declarations is run by calling its\n"
	  "own main(). Top-level variables live as long as the session, begin as zero, and\n"
	  "are seen by every function, task and block behind their declaration. `return`\n"
	  "at top level ends the script.\n"
	  "\n"
	  "All C between two commands is a unit: it is compiled as a whole, and nothing of\n"
	  "it runs if there is an error. What gcc says at a file's end (unused variables)\n"
	  "comes at its end. `era`, `machine` and `reset` end the translation unit; the\n"
	  "next part begins without names (--emit-c --part N).\n"
	  "\n"
	  "A function that nobody has defined is gcc's warning, then `undefined reference`\n"
	  "before the unit runs. Beyond gcc, and marked so, are the type error of `help\n"
	  "lint`, notes that begin with `hmsh:`, and what is found at run time: a value\n"
	  "that was never set, an index far outside, an argument of printf() that is\n"
	  "missing.", NULL, true },
	{ "prompt", "the prompt and scripts: what differs",
	  "At the prompt each complete input is a unit; the last ; may be left out; open\n"
	  "brackets, quotes and comments go on in the next line; an `if` ends with its\n"
	  "line, unless an else follows in the same one. The value of an expression is\n"
	  "shown and numbered, and can be used again:\n"
	  "  $1 = (char *) 0xfffed000\n"
	  "$ is the last value, $$ the one before, $1 the first; `era`, `machine` and\n"
	  "`reset` begin to count anew. Declaring a name again replaces it; functions\n"
	  "compiled before keep the old variable if the type differs, and a note says so.\n"
	  "Nothing is said about unused variables.\n"
	  "\n"
	  "A script (a file, -c, standard input) shows no values, needs each ; and stops\n"
	  "at the first error: --keep-going goes on. Data goes to standard output, talk to\n"
	  "standard error. The exit status is 0, 2 after errors, 3 after a kernel report,\n"
	  "4 for files, 5 at a limit.\n"
	  "\n"
	  "A line is a command when nothing is open before it and its first word names\n"
	  "one, or is the beginning of one name only; unless you have declared the word in\n"
	  "C or something follows that only C can have, such as ( or =. `:word` is always\n"
	  "the command. TAB completes what fits, with the prototype of the call. ~/.inputrc\n"
	  "is respected ($if hmsh).", NULL, true },
	{ "library", "functions that are there beside the kernel's",
	  "printf() and printk() write to standard output: %d %i %u %x %X %o %c %s %p %%,\n"
	  "with flags, width, precision and h hh l ll z. memset(), memcpy() and strlen()\n"
	  "go through the simulated MMU as a store or load would. `help printf` and so on\n"
	  "show their declarations; there is no other library, as in a kernel.", NULL, true },
	{ "lint", "the type error of a page passed as an address",
	  "kunmap_atomic(), memset() and others take the address of a page's contents as a\n"
	  "void *, so gcc says nothing when a struct page * is given, and in the kernel\n"
	  "the symptom came much later. hmsh says it, as its own message, tagged\n"
	  "[-Wpage-as-address]. Where gcc speaks of that argument itself, hmsh is silent.\n"
	  "  set lint warn    say it and run (default)\n"
	  "  set lint error   say it and run nothing\n"
	  "  set lint off     the silence of 2004 (also --lint off)\n"
	  "A cast and a void * variable silence it; at run time hmsh still sees such a\n"
	  "value. `explain -Wpage-as-address`, lesson 14 burned.", NULL, true },
	{ "limits", "how large and how deep",
	  "  parentheses, blocks, initializers, types within each other   256\n"
	  "  #if within #if                                              1000\n"
	  "  calls within calls of simulated code                        1024\n"
	  "  user code's text, data, strings and stacks                 4 MiB\n"
	  "  steps (calls, jumps backwards, and each 64 bytes\n"
	  "  that memset() and its kin go over) in batch          100 million\n"
	  "  output in batch                                            8 MiB\n"
	  "  a source file                                             16 MiB\n"
	  "  files within files                                            16\n"
	  "  messages for a run / with --syntax-only                20 / 1000\n"
	  "  CPUs / tasks / pending interrupts                  32 / 256 / 16\n"
	  "  a lesson file / lessons in a folder               4 MiB / 10,000\n"
	  "  events kept by the log                                    65,536\n"
	  "  memory for undo (the oldest steps are folded away)        64 MiB\n"
	  "Beyond each comes a message and never a crash; --steps N changes the steps. At\n"
	  "the prompt there is no limit of steps and output, but Ctrl-C.", NULL, true },
	{ "km_type", "the slots of kmap_atomic(), until 2.6.36",
	  "Each CPU has one page-table entry for each of these names: who may be\n"
	  "interrupted while holding one leaves it to a name of the other's own.\n"
	  "  KM_BOUNCE_READ         copying back a block that was read, in the interrupt\n"
	  "  KM_SKB_SUNRPC_DATA     packets of network file systems\n"
	  "  KM_SKB_DATA_SOFTIRQ    packets, in a softirq\n"
	  "  KM_USER0, KM_USER1     process context: the usual ones, two for copies\n"
	  "  KM_BIO_SRC_IRQ, KM_BIO_DST_IRQ   block requests, interrupts off\n"
	  "  KM_PTE0, KM_PTE1       page tables in high memory\n"
	  "  KM_IRQ0, KM_IRQ1       interrupt handlers\n"
	  "  KM_SOFTIRQ0, KM_SOFTIRQ1   softirqs\n"
	  "Since 2.6.37 the slots are a stack, and nobody names them. `info slots` shows\n"
	  "who holds which, `ptype enum km_type` this era's list. Lessons 10 kmap_atomic,\n"
	  "11 whose slot.", "KM_", false },
	{ "gfp", "flags of alloc_page()",
	  "  GFP_KERNEL    low memory, may sleep: mapped for ever\n"
	  "  GFP_ATOMIC    low memory, may not sleep\n"
	  "  GFP_HIGHUSER  high memory first: must be mapped before it is touched\n"
	  "  GFP_USER, GFP_NOIO, GFP_NOFS   low memory, with more or fewer ways to get it\n"
	  "They are made of bits: __GFP_HIGHMEM chooses the zone (high, then normal, then\n"
	  "DMA memory), __GFP_DMA the lowest, __GFP_ZERO clears. The others say what the\n"
	  "allocator may do, and change nothing here: it takes the lowest free frame, or\n"
	  "returns NULL. Lessons 2 why high memory exists, 3 four things called a page.", "GFP_", false },
	{ "exam", "exams: a paper for each student, drawn from a secret",
	  "An exam is a template (Markdown, the format of lessons, with parameters). Each\n"
	  "student's numbers are drawn from the template's name, the student's id and\n"
	  "your secret by HMAC-SHA256, so they are the same on every machine, and nobody\n"
	  "without the secret can work out another paper, nor grade one.\n"
	  "\n"
	  "  head -c 32 /dev/urandom > secret; chmod 600 secret\n"
	  "  hmsh --exam final --roster class.csv --secret secret --out sheets\n"
	  "      writes sheets/ID.md, without checks and solutions, for each student of\n"
	  "      the roster (an id a line, or the first column of a CSV file)\n"
	  "  hmsh --exam final --paper anna --secret secret\n"
	  "      prints Anna's paper with checks and solutions, for you\n"
	  "  hmsh --grade final --roster class.csv --secret secret handed-in/*.hm\n"
	  "      grades: handed-in/anna.hm is Anna's; formats and rules as in `help grade`\n"
	  "\n"
	  "Keep template and secret until all is graded: other ones are other papers.\n"
	  "\n"
	  "`final` is the exam of this course. It is sealed with a key that lies in hmsh:\n"
	  "that hides its checks and solutions from a glance and from a search, and from\n"
	  "nobody who wants to read them. Your secret protects each paper's numbers:\n"
	  "frames, addresses, bytes, which mistake is planted. Another student's perfect\n"
	  "file gives less than 20 of 100 points; but who has `final` opened sees how its\n"
	  "tasks are solved. Where that matters, give tasks of your own, sealed under your\n"
	  "secret, which nobody else opens:\n"
	  "  hmsh --exam example --unseal mine.md    a small one to copy; or `final`\n"
	  "  hmsh --check-lessons mine.md            is it right, what is copying worth?\n"
	  "  hmsh --exam mine.md --seal mine.exam --secret secret\n"
	  "lessons/exams/FORMAT.md says all that a template can hold.\n"
	  "\n"
	  "For students: `hmsh --lesson ./anna.md` puts you before each task's machine.\n"
	  "Lesson 21 is a paper to practise on.\n"
	  "\n"
	  "A progress file is never evidence: it lies with the student.", NULL, false },
	{ "eras", "the kernels there are",
	  "`era` lists them, `era NAME` boots one, `eras` runs this session under all of\n"
	  "them (`eras FILE` a script), `what-if NAME` under one. They differ in what the\n"
	  "compiler sees and in what is checked when:\n"
	  "  2.4.0 2.4.31   the first atomic kmaps\n"
	  "  2.6.11         void *: the silent bug (default)\n"
	  "  mm-2004        char *: the fix of the article; the compiler warns\n"
	  "  2.6.17         with highmem=off: what kmap() is without high memory\n"
	  "  2.6.24         the BUG comes without debugging, too\n"
	  "  2.6.36         the compiler refuses a struct page *\n"
	  "  2.6.37         a stack of slots, no km_type\n"
	  "  6.1            kmap_local_page(), kept across a context switch\n"
	  "  symmetric, opaque   proposals\n"
	  "A script may ask with #if ERA_2_6_11, ERA_MM_2004, ERA_6_1 and so on.", NULL, false },
	{ "grade", "grading submissions",
	  "  hmsh --grade LESSON SUBMISSION... [--format F] [--sandbox=require]\n"
	  "LESSON is a lesson's name, number or path, or an exam (--roster, --secret). A\n"
	  "submission is a script. A line that is only `// step N` begins the answer to\n"
	  "the task of step N, whatever stands around it; without such lines the whole\n"
	  "file is the answer to each task. The first answer to a step counts.\n"
	  "\n"
	  "Each answer is typed, input by input, into a machine of its own that stands\n"
	  "where its task begins. An input that the compiler refuses is left out, with\n"
	  "its messages; the others are run. Then the task's conditions are asked.\n"
	  "\n"
	  "Points. Each goal that holds gives its points, [N] in the lesson, else 1. A\n"
	  "goal that held before anything was done gives them only beside one that did\n"
	  "not: an empty answer has no points. A mistake that was made costs its points,\n"
	  "and none are left where a `must:` does not hold. Percent is rounded down.\n"
	  "\n"
	  "These are refused, and what stands beside them counts as if they were not\n"
	  "there: to declare, #define or #undef a name of the machine (calls, constants,\n"
	  "types, C's own words); commands that neither run things nor look (reset, era,\n"
	  "machine, load, source, undo, set, alias, lesson, quit ...), unless a solution\n"
	  "of the task uses them. What is printed is shown and never read. Conditions\n"
	  "see no macro of the submission; a struct page * of the start state stays, for\n"
	  "them, the page that it was; what happens is counted as it happens.\n"
	  "\n"
	  "An answer stops, and what was done counts, after 10 million steps (--steps N),\n"
	  "64 KiB of output, or an input of 2000 lines. Past 10 seconds, or when its\n"
	  "process dies, it has no points. It has 512 MiB of memory, `help sandbox`. A\n"
	  "submission is a file of at most 256 KiB of text, and no symbolic link.\n"
	  "\n"
	  "--format: text; json (one document, schema grade.schema.json); gradescope\n"
	  "(results.json, a line a submission); junit. What says `teacher` is not for the\n"
	  "student. The order is that of the command line; nothing depends on time. Exit\n"
	  "status: 0 full marks for all, 1 not so, 2 the lesson has mistakes or an option\n"
	  "is wrong, 4 a file is missing, or the sandbox is not to be had.", NULL, false },
	{ "sandbox", "scripts that are not to be trusted",
	  "Submissions (`help grade`) are always confined; `hmsh -b --sandbox SCRIPT`\n"
	  "confines a script once it has been read. It then opens no file, starts no\n"
	  "process, has no network: `source`, `save` and `export` fail. The layers:\n"
	  "  limits        memory (a script: 1 GiB), stack, size of files, no core file\n"
	  "  no_new_privs  nothing that is run gains rights\n"
	  "  Landlock      no file, port or signal to others (Linux 5.13 or newer)\n"
	  "  seccomp       two dozen system calls; the others answer EPERM\n"
	  "--sandbox=auto takes what the kernel has and says on standard error what it\n"
	  "lacks; --sandbox=require runs nothing unless all are there (status 4);\n"
	  "--sandbox=off confines nothing, and says so.", NULL, false },
	{ 0 }
};

const struct topic *topic_at(unsigned int i)
{
	return i < sizeof(topics) / sizeof(*topics) && topics[i].name ? &topics[i] : NULL;
}

static const struct left_out left_out[] = {
	{ "float and double", "double d;", "whole numbers; the kernel has no others" },
	{ "floating-point constants", "int a = 1.5;", "whole numbers" },
	{ "_Complex", "_Complex int a;", "two members of a struct" },
	{ "__int128", "__int128 a;", "long long" },
	{ "goto", "goto out;", "break, return, a flag, a function" },
	{ "labels", "out: ;", "a comment" },
	{ "addresses of labels", "void *p = &&out;", "a switch, pointers to functions" },
	{ "variable length arrays", "int n = 3; int a[n];", "an array of constant length" },
	{ "bit-fields", "struct { int a : 3; } s;", "& and | with masks" },
	{ "macros with parameters", "#define TWICE(x) (2 * (x))", "a function" },
	{ "#line", "#line 100", "the lines' own numbers" },
	{ "#pragma with an effect", "#pragma pack(1)", "nothing: the era's layout is the kernel's" },
	{ "built-in functions of gcc", "__builtin_popcount(3);", "a function" },
	{ "initializers of flexible array members", "static struct { int a, b[]; } s = { 1, { 2 } };", "an array of known length" },
	{ "asm", "asm(\"nop\");", "C" },
	{ "typeof", "typeof(1) a;", "the type's name (`whatis EXPRESSION`)" },
	{ "statement expressions", "int a = ({ 1; });", "a function" },
	{ "_Generic", "_Generic(1, int: 2);", "two names" },
	{ "attributes", "int f(void) __attribute__((pure));", "nothing: they would have no effect" },
	{ "_Alignas", "_Alignas(8) int a;", "nothing" },
	{ "_Atomic", "_Atomic int a;", "preempt_disable(), local_irq_disable()" },
	{ "_Thread_local", "_Thread_local int a;", "a variable inside the task's block" },
	{ "old-style function definitions", "int f(a) int a; { return a; }", "int f(int a)" },
	{ "variables of an enclosing function", "void f(void) { int a = 1; int g(void) { return a; } g(); }", "an argument, a top-level variable" },
	{ "casts to a union", "union u { int a; } v = (union u)1;", "an initializer: { .a = 1 }" },
	{ "wide characters and strings", "int a = L'a';", "'a', \"a\"" },
	{ "more than 32 designators in a row", "struct s { int a[1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1]; } x = { .a[0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0] = 1 };", "braces" },
	{ "ranges of a million elements in an initializer", "char a[4000000] = { [0 ... 3999999] = 1 };", "memset(), a loop" },
	{ 0 }
};

const struct left_out *left_out_at(unsigned int i)
{
	return i < sizeof(left_out) / sizeof(*left_out) && left_out[i].what ? &left_out[i] : NULL;
}
