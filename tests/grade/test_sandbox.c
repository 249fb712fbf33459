/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ways out of the sandbox, each tried by a process of its own: once confined, where it must fail, and once free, where it must come off, so that a test that
 * tries nothing is found out. What a free process may not do to us (TIOCSTI is often switched off) is only tried confined.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shell/grade/sandbox.h"

/* A folder of lessons, where the process stands, with a secret beside it. */
struct place {
	char root[64];
	pid_t victim;
};

enum { OUT = 42 /* exit status of an attempt that came off */, MEBI = 1 << 20 };

/* ---- the ways ---- */

static bool reads(const char *path)
{
	char byte;
	int fd = open(path, O_RDONLY);

	return fd >= 0 && read(fd, &byte, 1) >= 0;
}

static bool read_beside(const struct place *p)
{
	(void)p;
	return reads("../secret");
}

static bool read_through_link(const struct place *p)
{
	(void)p;
	return reads("link");
}

static bool read_passwd(const struct place *p)
{
	(void)p;
	return reads("/etc/passwd");
}

static bool read_environ(const struct place *p)
{
	(void)p;
	return reads("/proc/self/environ");
}

static bool create(const struct place *p)
{
	(void)p;
	return open("new", O_WRONLY | O_CREAT, 0600) >= 0;
}

static bool cut(const struct place *p)
{
	(void)p;
	return !truncate("lesson.md", 0);
}

static bool cut_by_open(const struct place *p)
{
	(void)p;
	return open("lesson.md", O_WRONLY | O_TRUNC) >= 0;
}

static bool remove_file(const struct place *p)
{
	(void)p;
	return !unlink("lesson.md");
}

static bool tcp(const struct place *p)
{
	(void)p;
	return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}

static bool unix_socket(const struct place *p)
{
	(void)p;
	return socket(AF_UNIX, SOCK_STREAM, 0) >= 0;
}

static bool make_process(const struct place *p)
{
	pid_t pid = fork();

	(void)p;
	if (!pid)
		_exit(0);
	return pid > 0;
}

static bool execute(const struct place *p)
{
	char *const words[] = { (char *)"sh", (char *)"-c", (char *)"exit 42", NULL };

	(void)p;
	execve("/bin/sh", words, words + 3);
	return false;
}

static bool run_system(const struct place *p)
{
	(void)p;
	return !system("true");
}

static bool kill_other(const struct place *p)
{
	return !kill(p->victim, SIGCONT);
}

static bool change_mode(const struct place *p)
{
	(void)p;
	return !chmod("lesson.md", 0777);
}

static bool push_input(const struct place *p)
{
	(void)p;
	return !ioctl(STDIN_FILENO, TIOCSTI, "x");
}

static bool map_code(const struct place *p)
{
	(void)p;
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

static bool make_code(const struct place *p)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)p;
	return page != MAP_FAILED && !mprotect(page, 4096, PROT_READ | PROT_EXEC);
}

static bool take_memory(const struct place *p)
{
	volatile char *volatile much = malloc(600ul * MEBI);

	(void)p;
	if (much)
		much[0] = 1;
	return much;
}

static const struct way {
	const char *name;
	bool (*go)(const struct place *p);
	bool confined_only, memory;
} ways[] = {
	{ "../secret", read_beside, false, false }, { "a link that leads out", read_through_link, false, false },
	{ "/etc/passwd", read_passwd, false, false }, { "/proc/self/environ", read_environ, false, false },
	{ "create", create, false, false }, { "truncate()", cut, false, false }, { "O_TRUNC", cut_by_open, false, false },
	{ "unlink", remove_file, false, false }, { "TCP", tcp, false, false }, { "unix socket", unix_socket, false, false },
	{ "fork", make_process, false, false }, { "execve", execute, false, false }, { "system()", run_system, false, false },
	{ "kill", kill_other, false, false }, { "chmod", change_mode, false, false }, { "TIOCSTI", push_input, true, false },
	{ "rwx mmap", map_code, false, false }, { "mprotect to code", make_code, false, false }, { "600 MiB", take_memory, false, true }
};

/* ---- trying them ---- */

static void write_file(const char *name)
{
	FILE *file = fopen(name, "w");

	assert_non_null(file);
	fputs("text\n", file);
	fclose(file);
}

static void make_place(struct place *p)
{
	*p = (struct place){ .root = "/tmp/hmsh-sandbox-XXXXXX" };
	assert_non_null(mkdtemp(p->root));
	assert_int_equal(chdir(p->root), 0);
	write_file("secret");
	assert_int_equal(mkdir("lessons", 0700), 0);
	assert_int_equal(chdir("lessons"), 0);
	write_file("lesson.md");
	assert_int_equal(symlink("/etc/passwd", "link"), 0);
	p->victim = fork();
	if (!p->victim) {
		pause();
		_exit(0);
	}
}

static void leave_place(struct place *p)
{
	kill(p->victim, SIGKILL);
	waitpid(p->victim, NULL, 0);
	unlink("lesson.md");
	unlink("new");
	unlink("link");
	assert_int_equal(chdir(p->root), 0);
	unlink("secret");
	rmdir("lessons");
	assert_int_equal(chdir("/"), 0);
	rmdir(p->root);
}

/* Did it come off? */
static bool try_way(const struct way *way, const struct place *p, bool confined)
{
	const struct sandbox_limits limits = { .seconds = 5, .memory = 512ul * MEBI };
	int status = 0;
	pid_t pid = fork();

	if (!pid) {
		if (confined && sandbox_enter(&limits) != SANDBOX_ALL)
			_exit(OUT);
		_exit(way->go(p) ? OUT : 0);
	}
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status) == OUT;
}

/* A kernel without Landlock cannot show what all layers do; one with it must give all of them. */
static bool all_layers(void)
{
	if (syscall(SYS_landlock_create_ruleset, NULL, 0, 1) < 1)
		return false;
	assert_int_equal(sandbox_probe(), SANDBOX_ALL);
	return true;
}

static void every_way_out_is_denied(void **state)
{
	struct place p;

	(void)state;
	if (!all_layers())
		skip();
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		if (ways[i].memory && sandbox_sanitized())
			continue;
		make_place(&p);
		if (!ways[i].confined_only && !try_way(&ways[i], &p, false))
			fail_msg("%s: does not come off where nothing forbids it", ways[i].name);
		leave_place(&p);
		make_place(&p);
		if (try_way(&ways[i], &p, true))
			fail_msg("%s: came off in the sandbox", ways[i].name);
		leave_place(&p);
	}
}

/* What an answer needs goes on working: memory, the pipe home, an end. */
static bool live_on(const struct place *p)
{
	char *some;

	(void)p;
	for (size_t i = 1; i < 64; i++) {
		some = malloc(i * 65536);
		if (!some)
			return false;
		memset(some, 1, i * 65536);
		free(some);
	}
	return write(STDERR_FILENO, "", 0) == 0;
}

static void work_goes_on(void **state)
{
	const struct way way = { "work", live_on, false, false };
	struct place p = { .victim = 0 };

	(void)state;
	if (!all_layers())
		skip();
	assert_true(try_way(&way, &p, true));
}

static _Noreturn void loop(void)
{
	for (volatile unsigned int i = 0;; i++)
		;
}

static void cpu_time_ends(void **state)
{
	const struct sandbox_limits limits = { .seconds = 1, .memory = 512ul * MEBI };
	int status = 0;
	pid_t pid = fork();

	(void)state;
	if (!pid) {
		sandbox_enter(&limits);
		loop();
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
}

static void layers_have_names(void **state)
{
	char words[80];

	(void)state;
	sandbox_words(0, words, sizeof(words));
	assert_string_equal(words, "none");
	sandbox_words(SANDBOX_ALL, words, sizeof(words));
	assert_string_equal(words, "limits, no_new_privs, Landlock, seccomp");
	sandbox_words(SANDBOX_SECCOMP, words, sizeof(words));
	assert_string_equal(words, "seccomp");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_way_out_is_denied), cmocka_unit_test(work_goes_on), cmocka_unit_test(cpu_time_ends),
		cmocka_unit_test(layers_have_names)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
