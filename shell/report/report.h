/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Kernel reports, `why` and `explain` as text. Everything here only looks: at the machine, the map of texts and the language.
 */
#ifndef SHELL_REPORT_H
#define SHELL_REPORT_H

#include "highmem/highmem.h"
#include "highmem/why.h"
#include "shell/lang/lang.h"
#include "shell/sink.h"

struct report_source {
	const struct hm_machine *m;
	const struct source_map *map;
	const struct lang *lang;
};

/* The kernel's lines, what was left behind, how long ago the cause lies, and the ways out. */
void report_show(struct sink *to, const struct report_source *src, const struct hm_report *r, bool accessible);
/* Is it this report that has stopped the machine? */
bool report_halts(const struct hm_machine *m, const struct hm_report *r);
/* All that is still damaged, as `info report` shows it. Returns how many things. */
unsigned int report_damage(struct sink *to, const struct hm_machine *m);
/* The same in four lines, for the view. */
void report_brief(struct sink *to, const struct report_source *src, const struct hm_report *r);
/* The compiler's text with at most six lines for each message. */
void diag_brief(struct sink *to, const char *text, size_t length);
/* The mistake that the report goes back to, NULL: none is known. */
const struct hm_event *report_planted(const struct hm_report *r);
/* Is this step a mistake, or only what one acted upon? */
bool report_is_mistake(enum hm_link_role role);
/* Tasks other than the first event's that have run between two events, as far as the log reaches back. */
unsigned int report_tasks_between(const struct hm_machine *m, const struct hm_event *from, const struct hm_event *to);
/* Code for `explain`: "kernel-bug", "kernel-oops" ... */
const char *report_code(const struct hm_report *r);

/* A chain of why.h, one step after the other; words: for ears, without arrows. */
void why_show(struct sink *to, const struct report_source *src, const struct hm_link *step, unsigned int n, bool words);
/* The line that holds the statement, without the blanks around it, windowed where it is long; with a caret below its column. */
void statement_show(struct sink *to, const struct source_place *at, bool caret);
/* "FILE:LINE" of an event's statement, "" when it has none. */
void event_place(const struct report_source *src, const struct hm_event *e, char *out, size_t size);
const char *context_name(enum hm_context ctx);

/* ---- explain ---- */

/*
 * One thing that can go wrong. `fails` makes it appear and `repaired` does not; both are scripts that run as they stand (options of the
 * example's machine in `machine`, "set" lines inside). Codes: option names ("-Wint-conversion"), "kernel-bug" ..., "hmsh-..." and names of
 * rows of the compiler's table.
 */
struct explanation {
	const char *code, *title, *rule;
	const char *fails, *repaired;
	const char *lesson;        /* number and title, or NULL */
	const char *machine;       /* for the examples, NULL: the default */
	const char *also;          /* more rows of the compiler's table that are the same rule, without "E-", blanks between; NULL: none */
};
const struct explanation *explanation_at(unsigned int i);
/* By code, or by one of the codes that it explains, too; a missing "-W", "E-" or "kernel-" is forgiven. NULL: none. */
const struct explanation *explanation_find(const char *code, size_t length);
void explanation_show(struct sink *to, const struct explanation *e);

#endif
