/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The layers of the sandbox: see sandbox.h. Order: limits, no_new_privs, Landlock, seccomp last, since it forbids the calls that the others need. A system call
 * that is not on the list answers EPERM rather than killing, so that a message stays possible.
 */
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

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
	bool ok = limit(RLIMIT_CPU, limits->seconds) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_NOFILE, 16) && limit(RLIMIT_CORE, 0) && limit(RLIMIT_NPROC, 0);

	if (sandbox_sanitized())
		return ok;
	return ok && limit(RLIMIT_AS, limits->memory) && limit(RLIMIT_STACK, 8 << 20);
}

unsigned int sandbox_enter(const struct sandbox_limits *limits)
{
	unsigned int layers = 0;

	if (enter_limits(limits))
		layers |= SANDBOX_LIMITS;
	if (!prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		layers |= SANDBOX_PRIVILEGES;
	return layers;
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
