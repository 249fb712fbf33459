/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fault hunts: somebody else's script has run and a page is corrupted; which statement is guilty? A case is made from a seed and proved on two machines, one
 * with the guilty statement and one with the right one in its place (make.c, prove.c), so nothing about it is taken on trust. A person who hunts sits at
 * a machine of its own in the place of theirs, in the same session (play.c): the script's lines are inputs like any others, which undo takes back. `hunt off` goes back.
 *
 * What of a hunt follows from the inputs (which case, where the timeline stood) is part of the soft state (hunting.h). Looks are not: undo gives none back. They are
 * lines of their own in journals and saved files (record.h).
 */
#ifndef HUNT_HUNT_H
#define HUNT_HUNT_H

#include "shell/hunt/script.h"
#include "shell/report/postcard.h"
#include "shell/session.h"

enum { HUNT_LEVELS = 3, HUNT_BLAME_COST = 5, HUNT_NAME = 32 };

/* A case: made from seed and level, and proved. */
struct hunt_case {
	uint64_t seed;
	unsigned int level;
	struct hunt_script script;
	const struct hunt_fault *fault;
	struct hm_config cfg;
	char keys[96];             /* of the machine */
	hm_pfn_t pfn;              /* the corrupted page */
	uint8_t expected, found;   /* its byte script.offset */
	unsigned int input, inputs; /* the input that corrupted it, counted from 0; how many there are */
	unsigned int par;
	struct text chain;         /* from the corrupted byte back to the guilty statement, as `why` says it */
	bool in_chain[HUNT_LINES + 1]; /* the lines that it names */
	struct postcard card;
	bool lost;                 /* out of memory: what did not come out says nothing about the draw */
};

/* False: out of memory, or (never seen) no draw could be proved. Free with hunt_case_free() either way. */
bool hunt_make(struct hunt_case *c, uint64_t seed, unsigned int level);
void hunt_case_free(struct hunt_case *c);

/* Runs the case with and without its fault and fills in what came out. False: it is no case, or out of memory. */
bool hunt_prove(struct hunt_case *c);
/* The lines of one input: from *line (from 0) on, *line moves behind them. False: that was the last one. */
bool hunt_next_input(const struct hunt_script *h, unsigned int *line, struct text *out);

/* "page 0x38001 (p3) should hold 'A' (0x41) in byte 100, and holds 'q' (0x71)" */
void hunt_symptom(const struct hunt_case *c, char *out, size_t size);
void hunt_show_script(struct sink *to, const struct hunt_case *c);
/* Which line it was, what should stand there, the rule, and the chain. */
void hunt_show_answer(struct sink *to, const struct hunt_case *c);

/* ---- play.c: a person hunts ---- */

enum hunt_end { HUNT_OPEN, HUNT_FOUND, HUNT_SHOWN };

struct hunt {
	struct hunt_case *made;
	unsigned int looks, wrong; /* looks: what they and wrong answers cost so far */
	enum hunt_end end;
	unsigned int told;         /* looks when the person was last told of them */
	bool runs;                 /* the script's lines are being typed, and what the session's status was before them */
	enum status status;
};

/* The case in hand; NULL: nobody hunts. */
const struct hunt_case *hunt_of(const struct session *s);
/* Is a hunt going on whose answer is not known yet? Then no place of a statement is shown, and looks count. */
bool hunt_hides(const struct session *s);
bool hunt_begin(struct session *s, uint64_t seed, unsigned int level);
/* The machine as it was before the hunt. */
bool hunt_leave(struct session *s);
/* The script runs anew. */
bool hunt_again(struct session *s);
/* An answer; right: the hunt is over. */
bool hunt_blame(struct session *s, unsigned int line);
void hunt_give_up(struct session *s);
/* A line of the script's inputs is the last one that has run; 0: none has. */
unsigned int hunt_stands(const struct session *s);

struct command;
/* Before a command or a piece of C (NULL) that was typed: counts it as a look. False: it is off during a hunt, which was said. */
bool hunt_gate(struct session *s, const struct command *c, const char *args, size_t length);
/* A look more, when one hunts. */
void hunt_count(struct session *s, unsigned int looks);
/* Behind an input of a person. */
void hunt_after(struct session *s);
/* What a record says of looks. */
void hunt_recall(struct session *s, unsigned int looks, unsigned int wrong, unsigned int end);
void hunt_free(struct hunt *hunt);
/* For the view: what is told of the hunt; false: nobody hunts. */
bool hunt_goal(const struct session *s, struct text *out);

#endif
