/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An allocator that refuses when it is told to, for tests/starve/run.py. It stands in front of the real one in the program hmsh-starved: in a sanitized build
 * as --wrap of what hmsh itself asks for, else as the process's malloc(), so that the C library and what is opened by dlopen() ask here as well.
 *
 * STARVE names a file of `struct starve`, shared with processes made by fork(), each of which counts on from its parent. The request number `at` is
 * refused, all behind it too with `forever`; at 0 refuses none. With `learn`, the number of each request that comes from a new chain of callers is
 * kept in `fresh`: failing these tries each way to run out of memory once. With `show` the callers of request `at` are written to stderr. Without STARVE
 * nothing is refused.
 */
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { FRESH = 60000, SEEN = 1 << 18, FRAMES = 14, OWN_FRAMES = 3 };

struct starve {
	uint64_t at, forever, learn, show;
	atomic_ullong requests, refused, fresh_count;
	uint64_t fresh[FRESH];
	uint64_t seen[SEEN]; /* open addressing: hashes of chains of callers */
};

/* The process's own: how many requests it has made, with those of its parent before it. */
static struct starve *shared;
static uint64_t requests;
static bool busy;

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *p, size_t size);
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *p, size_t size);

#ifdef SANITIZED
#define REAL(name) __real_##name
#define MINE(name) __wrap_##name
#else
#define REAL(name) __libc_##name
#define MINE(name) name
#endif

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *p, size_t size);
char *__wrap_strdup(const char *string);
void *__real_mmap(void *at, size_t size, int protection, int flags, int fd, off_t offset);
void *__wrap_mmap(void *at, size_t size, int protection, int flags, int fd, off_t offset);

__attribute__((constructor)) static void start(void)
{
	const char *name = getenv("STARVE");
	void *frame[1], *p;
	int fd = name ? open(name, O_RDWR | O_CLOEXEC) : -1;

	if (fd < 0)
		return;
	backtrace(frame, 1); /* opens its library, and asks for memory, at its first call */
	p = __real_mmap(NULL, sizeof(struct starve), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (p != MAP_FAILED)
		shared = p;
}

static uint64_t chain_of_callers(void)
{
	void *frame[FRAMES];
	int n = backtrace(frame, FRAMES);
	uint64_t hash = 14695981039346656037u;

	for (int i = OWN_FRAMES; i < n; i++)
		hash = (hash ^ (uint64_t)(uintptr_t)frame[i]) * 1099511628211u;
	return hash | 1;
}

/* Notes the number of a request whose callers were not met before. */
static void learn(void)
{
	uint64_t hash = chain_of_callers(), i = hash >> 20 & (SEEN - 1), n;

	while (shared->seen[i] && shared->seen[i] != hash)
		i = (i + 1) & (SEEN - 1);
	if (shared->seen[i])
		return;
	n = atomic_load(&shared->fresh_count);
	if (n == FRESH)
		return;
	shared->seen[i] = hash;
	shared->fresh[n] = requests;
	atomic_store(&shared->fresh_count, n + 1);
}

static void show(void)
{
	void *frame[3 * FRAMES];

	backtrace_symbols_fd(frame, backtrace(frame, 3 * FRAMES), STDERR_FILENO);
}

__attribute__((noinline)) static bool refuse(void)
{
	bool no;

	if (!shared || busy)
		return false;
	busy = true;
	requests++;
	if (atomic_load(&shared->requests) < requests)
		atomic_store(&shared->requests, requests);
	if (shared->learn)
		learn();
	no = shared->at && (requests == shared->at || (shared->forever && requests > shared->at));
	if (no)
		atomic_fetch_add(&shared->refused, 1);
	if (no && shared->show && requests == shared->at)
		show();
	busy = false;
	return no;
}

static void *none(void)
{
	errno = ENOMEM;
	return NULL;
}

void *MINE(malloc)(size_t size)
{
	return refuse() ? none() : REAL(malloc)(size);
}

void *MINE(calloc)(size_t count, size_t size)
{
	return refuse() ? none() : REAL(calloc)(count, size);
}

void *MINE(realloc)(void *p, size_t size)
{
	return refuse() ? none() : REAL(realloc)(p, size);
}

char *__wrap_strdup(const char *string)
{
	size_t n = strlen(string) + 1;
	char *copy = malloc(n);

	return copy ? memcpy(copy, string, n) : NULL;
}

/* The engine's areas. A file that is mapped is no memory. */
void *__wrap_mmap(void *at, size_t size, int protection, int flags, int fd, off_t offset)
{
	if (flags & MAP_ANONYMOUS && refuse()) {
		errno = ENOMEM;
		return MAP_FAILED;
	}
	return __real_mmap(at, size, protection, flags, fd, offset);
}
