/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Confining this process, for good: it keeps what it has in memory and the files that are open, and can do nothing else to the world outside. Each layer stands on
 * its own and stops most of what the others stop; which of them this kernel could give is told as bits.
 */
#ifndef GRADE_SANDBOX_H
#define GRADE_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

/* SANDBOX_AUTO: as far as this kernel can. SANDBOX_REQUIRE: all layers, or not at all. */
enum sandbox_when { SANDBOX_AUTO, SANDBOX_REQUIRE, SANDBOX_OFF };

enum sandbox_layer {
	SANDBOX_LIMITS = 1 << 0,       /* setrlimit(): memory, CPU time, stack, files, processes */
	SANDBOX_PRIVILEGES = 1 << 1,   /* no_new_privs */
	SANDBOX_LANDLOCK = 1 << 2,     /* no path can be opened or changed, no port, no signal to others */
	SANDBOX_SECCOMP = 1 << 3,      /* a list of system calls; the rest answers EPERM */
	SANDBOX_ALL = (1 << 4) - 1
};

struct sandbox_limits {
	unsigned int seconds;          /* of CPU time; 0: as it is */
	size_t memory;                 /* bytes of address space; left out where a sanitizer needs more */
	size_t file;                   /* bytes that a file which is open already may grow to */
};

/* Confines the calling process, which must have one thread. Returns the layers that are in force. */
unsigned int sandbox_enter(const struct sandbox_limits *limits);

/* The layers that this kernel would give, found out by a process that does nothing else. */
unsigned int sandbox_probe(void);

/* Built with a sanitizer, which needs address space and its own words on standard error. */
bool sandbox_sanitized(void);

/* "limits, no_new_privs, Landlock, seccomp": those of the bits; "none". */
void sandbox_words(unsigned int layers, char *out, size_t size);

#endif
