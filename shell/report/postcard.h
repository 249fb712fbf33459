/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A postcard: one way from a cause to a symptom, as it happened in this run, to keep or to show. Its words are those of `why` (highmem/why.h), its statements the
 * ones that were typed; it is filled in when the way is known and keeps everything as text, so it outlives undo. Nothing on it is canned.
 *
 * Left out: a chain of more steps than fit; `why` has all of them.
 */
#ifndef REPORT_POSTCARD_H
#define REPORT_POSTCARD_H

#include "highmem/why.h"
#include "shell/report/report.h"

enum { POSTCARD_BETWEEN = 2 };

struct postcard_step {
	char text[320];            /* a sentence */
	char statement[128];       /* what was typed, cut; "" : unknown */
	char place[128];           /* "line 6, CPU 0, task hmsh, process context" */
};

struct postcard {
	char title[128];           /* of the lesson or hunt; "" : neither */
	char machine[128];
	struct postcard_step cause, between[POSTCARD_BETWEEN], symptom;
	unsigned int betweens;
	char distance[96];         /* "14 calls and 2 tasks later"; "" : at once */
};

/*
 * From a chain. symptom: a sentence for it, in the place of the first step's when that is the symptom; may be NULL then. False: there is no cause in it, or no
 * symptom.
 */
bool postcard_of_chain(struct postcard *card, const struct report_source *src, const struct hm_link *step, unsigned int n, const char *symptom);
/* One step by itself. */
void postcard_link(struct postcard_step *to, const struct report_source *src, const struct hm_link *step);
/* The machine's name, for every card. */
void postcard_machine(struct postcard *card, const struct hm_machine *m);
/* ... by hand: a statement of that line; 0: no statement. */
void postcard_line(struct postcard_step *to, const char *text, const char *statement, unsigned int line);

struct postcard_format {
	const char *name;          /* as of picture_formats; NULL ends the table */
	void (*write)(const struct postcard *card, struct text *out);
};
extern const struct postcard_format postcard_formats[];

/* The longest part of the text that fits so many columns, broken at a blank; *rest: where the next one begins. Its bytes. */
size_t postcard_break(const char *text, int columns, const char **rest);

void postcard_svg(const struct postcard *card, struct text *out);
void postcard_html(const struct postcard *card, struct text *out);
void postcard_txt(const struct postcard *card, struct text *out);
void postcard_ansi(const struct postcard *card, struct text *out);

#endif
