/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The layers of the sandbox: see sandbox.h. Order: limits, no_new_privs, Landlock, seccomp last, since it forbids the calls that the others need. A system call
 * that is not on the list answers EPERM rather than killing, so that a message stays possible.
 */
#include <asm/termbits.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shell/grade/sandbox.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

bool sandbox_sanitized(void)
{
	return SANITIZED;
}

#if SANITIZED
int __lsan_is_turned_off(void);

/*
 * LeakSanitizer asks this at the end of a process. It looks for leaks from a second process by ptrace(), which no sandbox allows: behind seccomp, where prctl() is
 * refused as well, it must not try, or the script's status would be lost.
 */
int __lsan_is_turned_off(void)
{
	return prctl(PR_GET_SECCOMP, 0, 0, 0, 0) != 0;
}
#endif

/* ---- limits ---- */

static bool limit(__rlimit_resource_t what, rlim_t value)
{
	struct rlimit r = { value, value }, now;

	if (!getrlimit(what, &now) && now.rlim_max < value)
		r = (struct rlimit){ now.rlim_max, now.rlim_max };
	return !setrlimit(what, &r);
}

static bool enter_limits(const struct sandbox_limits *limits)
{
	bool ok = limit(RLIMIT_FSIZE, limits->file) && limit(RLIMIT_NOFILE, 16) && limit(RLIMIT_CORE, 0) && limit(RLIMIT_NPROC, 0);

	ok = ok && (!limits->seconds || limit(RLIMIT_CPU, limits->seconds));
	if (sandbox_sanitized())
		return ok;
	return ok && limit(RLIMIT_AS, limits->memory) && limit(RLIMIT_STACK, 8 << 20);
}

/* ---- Landlock ---- */

/* The rights of each version, as include/uapi/linux/landlock.h has them by now; the headers at hand may know fewer. */
enum {
	FS_ABI_1 = (1 << 13) - 1, FS_REFER = 1 << 13 /* 2 */, FS_TRUNCATE = 1 << 14 /* 3 */, FS_IOCTL_DEV = 1 << 15 /* 5 */,
	NET_BIND_CONNECT = 3 /* 4 */, SCOPE_ABSTRACT_AND_SIGNAL = 3 /* 6 */, VERSION_FLAG = 1
};

struct ruleset {
	uint64_t fs, net, scoped;
};

/* A ruleset that handles every right of the version found, and no rule: nothing is allowed. */
static bool enter_landlock(void)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0, VERSION_FLAG), fd;
	struct ruleset r = { .fs = FS_ABI_1 };
	bool ok;

	if (version < 1)
		return false;
	r.fs |= (version >= 2 ? FS_REFER : 0) | (version >= 3 ? FS_TRUNCATE : 0) | (version >= 5 ? FS_IOCTL_DEV : 0);
	r.net = version >= 4 ? NET_BIND_CONNECT : 0;
	r.scoped = version >= 6 ? SCOPE_ABSTRACT_AND_SIGNAL : 0;
	fd = syscall(SYS_landlock_create_ruleset, &r, version >= 6 ? 24 : version >= 4 ? 16 : 8, 0);
	if (fd < 0)
		return false;
	ok = !syscall(SYS_landlock_restrict_self, (int)fd, 0);
	close((int)fd);
	return ok;
}

/* ---- seccomp ---- */

#if defined(__x86_64__)
#define THIS_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define THIS_ARCH AUDIT_ARCH_AARCH64
#elif defined(__i386__)
#define THIS_ARCH AUDIT_ARCH_I386
#endif

#ifdef THIS_ARCH
/* What memory, output on open files, the clock and an orderly end need; no file, process, socket or signal to others can be made with it. */
static const unsigned int allowed[] = {
	SYS_read, SYS_write, SYS_writev, SYS_lseek, SYS_close, SYS_fstat, SYS_brk, SYS_munmap, SYS_mremap, SYS_madvise, SYS_rt_sigaction,
	SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_sigaltstack, SYS_exit, SYS_exit_group, SYS_futex, SYS_clock_gettime, SYS_gettimeofday, SYS_getrandom,
	SYS_getpid, SYS_gettid, SYS_sched_yield, SYS_restart_syscall,
#ifdef SYS_poll
	SYS_poll,
#endif
#ifdef SYS_mmap2
	SYS_fstat64, SYS__llseek, SYS_clock_gettime64, SYS_futex_time64,
#endif
};

#ifdef SYS_mmap2
enum { MMAP = SYS_mmap2 };
#else
enum { MMAP = SYS_mmap };
#endif

enum { ROOM = 3 * sizeof(allowed) / sizeof(*allowed) + 32, X32 = 0x40000000 };

struct program {
	struct sock_filter code[ROOM];
	unsigned short length;
};

static void put(struct program *p, unsigned int code, unsigned int k, unsigned int yes, unsigned int no)
{
	p->code[p->length++] = (struct sock_filter){ (unsigned short)code, (unsigned char)yes, (unsigned char)no, k };
}

static void load(struct program *p, size_t offset)
{
	put(p, BPF_LD | BPF_W | BPF_ABS, (unsigned int)offset, 0, 0);
}

/* The low half of an argument: little-endian machines only. */
static size_t argument(unsigned int i)
{
	return offsetof(struct seccomp_data, args) + i * sizeof(uint64_t);
}

static void answer(struct program *p, unsigned int what)
{
	put(p, BPF_RET | BPF_K, what, 0, 0);
}

/* This call, when a test of one argument says so; the call's number is loaded. */
static void put_tested(struct program *p, unsigned int call, unsigned int number, unsigned int test, unsigned int k, bool allow_if)
{
	put(p, BPF_JMP | BPF_JEQ | BPF_K, call, 0, 4);
	load(p, argument(number));
	put(p, BPF_JMP | test | BPF_K, k, allow_if ? 0 : 1, allow_if ? 1 : 0);
	answer(p, SECCOMP_RET_ALLOW);
	answer(p, SECCOMP_RET_ERRNO | EPERM);
}

static bool enter_seccomp(void)
{
	struct program p = { .length = 0 };
	struct sock_fprog program = { .filter = p.code };

	load(&p, offsetof(struct seccomp_data, arch));
	put(&p, BPF_JMP | BPF_JEQ | BPF_K, THIS_ARCH, 1, 0);
	answer(&p, SECCOMP_RET_ERRNO | EPERM);
	load(&p, offsetof(struct seccomp_data, nr));
	put(&p, BPF_JMP | BPF_JGE | BPF_K, X32, 0, 1);
	answer(&p, SECCOMP_RET_ERRNO | EPERM);
	put_tested(&p, MMAP, 2, BPF_JSET, PROT_EXEC, false);
	put_tested(&p, SYS_mprotect, 2, BPF_JSET, PROT_EXEC, false);
	put_tested(&p, SYS_ioctl, 1, BPF_JEQ, TCGETS, true);
	for (size_t i = 0; i < sizeof(allowed) / sizeof(*allowed); i++) {
		put(&p, BPF_JMP | BPF_JEQ | BPF_K, allowed[i], 0, 1);
		answer(&p, SECCOMP_RET_ALLOW);
	}
	answer(&p, SECCOMP_RET_ERRNO | EPERM);
	program.len = p.length;
	return !prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}
#else
static bool enter_seccomp(void)
{
	return false; /* the list would have to be written for this machine's calls */
}
#endif

unsigned int sandbox_enter(const struct sandbox_limits *limits)
{
	unsigned int layers = 0;

	if (enter_limits(limits))
		layers |= SANDBOX_LIMITS;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return layers; /* the kernel takes the others only behind it */
	layers |= SANDBOX_PRIVILEGES;
	if (enter_landlock())
		layers |= SANDBOX_LANDLOCK;
	if (enter_seccomp())
		layers |= SANDBOX_SECCOMP;
	return layers;
}

unsigned int sandbox_probe(void)
{
	const struct sandbox_limits limits = { .memory = 512 << 20 };
	int status = 0;
	pid_t pid = fork();

	if (!pid)
		_exit((int)sandbox_enter(&limits));
	if (pid < 0)
		return 0;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) ? (unsigned int)WEXITSTATUS(status) & SANDBOX_ALL : 0;
}

/* ---- words ---- */

static const struct {
	enum sandbox_layer layer;
	const char *name;
} names[] = {
	{ SANDBOX_LIMITS, "limits" }, { SANDBOX_PRIVILEGES, "no_new_privs" }, { SANDBOX_LANDLOCK, "Landlock" }, { SANDBOX_SECCOMP, "seccomp" }
};

void sandbox_words(unsigned int layers, char *out, size_t size)
{
	size_t n = 0;

	snprintf(out, size, "none");
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (layers & names[i].layer && n < size)
			n += (size_t)snprintf(out + n, size - n, "%s%s", n ? ", " : "", names[i].name);
}
