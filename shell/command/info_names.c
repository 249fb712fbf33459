/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Other words under which people look for a topic of `info`: gdb's, the kernel's, and those of the counts that a topic shows. `info` lists topics by their own names
 * only, and says which one it took.
 */
#include "shell/command/command.h"

static const struct { const char *word, *topic; } called[] = {
	{ "flushes", "cost" }, { "flush", "cost" }, { "stats", "cost" }, { "statistics", "cost" }, { "counters", "cost" }, { "counts", "cost" }, { "cycles", "cost" },
	{ "hits", "cost" }, { "misses", "cost" }, { "invlpg", "cost" }, { "stale", "tlb" }, { "memory", "mem" }, { "variables", "locals" }, { "vars", "locals" },
	{ "threads", "tasks" }, { "processes", "tasks" }, { "kmap", "pkmap" }, { "window", "pkmap" }, { "kmap_atomic", "slots" }, { "walk", "pt" },
	{ "pages", "zones" }, { "bug", "report" }, { "oops", "report" }, { "pending", "interrupts" }, { "irqs", "interrupts" }, { "log", "events" }
};

const char *info_called(const char *word, size_t length)
{
	for (size_t i = 0; i < sizeof(called) / sizeof(*called); i++)
		if (word_is(word, length, called[i].word))
			return called[i].topic;
	return NULL;
}
