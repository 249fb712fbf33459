/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of the prompt share: input.c (the loop), input_keys.c (the view's keys), input_complete.c (completion and prototypes), input_lines.c
 * (what becomes of a line), prompt_signals.c. Nobody else includes this.
 *
 * Readline keeps its state in variables of its own, and its hooks and signal handlers have no argument: hence the one pointer at file scope.
 */
#ifndef TERM_PROMPT_H
#define TERM_PROMPT_H

#include <signal.h>
#include <stdio.h>
#include <termios.h>

#include "shell/term/interactive.h"
#include "shell/term/stage.h"

struct prompt {
	struct session *session;
	struct past_lines past;
	struct text pending;       /* lines of an input that is not complete */
	char *line;                /* what the handler got */
	bool has_line, at_end, raw;
	struct termios cooked;
	bool has_cooked;
	long runs_at;              /* when the line that was offered runs by itself, in milliseconds; 0: never */
	bool asked;                /* the last input has brought a question or a task that was not there before */
	bool dirty;                /* the view shows another edit line */
	bool in_view;              /* readline is set up for the view */
	bool keep_place;           /* the key in hand has moved the dialogue */
	FILE *out;                 /* where readline writes */
	char bell[16];             /* the user's bell-style, while the view is on */
	char hinted[160];          /* the prototype that Tab has shown for this line */
	char shown[128];           /* the prompt of the line in hand */
	volatile sig_atomic_t hangup, terminate, stopped, resized;
};

extern struct prompt *prompt; /* the one there is; NULL: none */

bool prompt_in_view(void);
/* Has the view been switched on or off since the last prompt? Then readline writes elsewhere. */
void prompt_follow_view(struct prompt *p);

/* ---- prompt_signals.c ---- */

void prompt_catch(int number, void (*handler)(int), int flags);
void prompt_on_signal(int number);
void prompt_at_exit(void);

/* ---- input_keys.c: in emacs and vi insertion mode; what the user's inputrc binds stays ---- */

void prompt_bind_keys(void);

/* ---- input_complete.c ---- */

void prompt_complete_by_type(void);
int prompt_tab(int count, int key);
/* Prototype of the call that the cursor stands in, or NULL; *argument: which of its arguments. */
const char *prompt_prototype(unsigned int *argument);

/* ---- input_offer.c ---- */

void prompt_bind_step_back(void);
/* Behind a fresh prompt: a walkthrough's next line. */
void prompt_offer(struct prompt *p);
/* Is it time for the line that was offered? Then it is run, or the session ends. */
bool prompt_run_offered(struct prompt *p);
/* How long to wait for keys; NULL: for ever. */
struct timespec *prompt_patience(struct prompt *p, struct timespec *t);

/* ---- input_lines.c ---- */

/* What was typed or pasted up to Enter, each of its lines as if it had been typed alone. */
void prompt_take(struct prompt *p, char *text);
/* p->shown: what the next line is typed behind. */
void prompt_word(struct prompt *p);

#endif
