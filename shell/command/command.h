/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A command is a row: name, arguments, help, and the function that does it. A table for each group; the groups are listed in command.c. The
 * function says what is wrong itself (session_error()) and returns whether the script may go on.
 */
#ifndef SHELL_COMMAND_H
#define SHELL_COMMAND_H

#include "shell/session.h"

enum command_flag {
	COMMAND_CHANGES = 1 << 0,  /* changes the machine: refused after a panic, an undo step */
	COMMAND_BLOCK = 1 << 1,    /* takes a {...} block */
	COMMAND_WORLD = 1 << 2,    /* ends the C session: era, machine, reset */
	COMMAND_TIME = 1 << 3,     /* moves through the timeline: no change of its own */
	COMMAND_ALWAYS = 1 << 4,   /* changes, but goes on after a panic (reset and its kin) */
	COMMAND_SYNTAX = 1 << 5,   /* decides what C means: carried out under --syntax-only, too */
	COMMAND_SHOWS = 1 << 6,    /* without arguments it only looks */
	COMMAND_FILES = 1 << 7     /* reads or writes files, or what is outside of the session: refused where a lesson's own lines run */
};

typedef bool command_fn(struct session *s, const struct command_input *in);

struct command {
	const char *name, *arguments, *help;
	const char *detail;        /* the long help: sentences, each line at most 76 columns */
	const char *example;       /* runs as it stands after a fresh start */
	command_fn *run;
	unsigned int flags;
	const char *const *completions; /* words that may follow, NULL at the end */
};

extern const struct command machine_commands[], era_commands[], run_commands[], disk_commands[], cost_commands[], look_commands[], time_commands[], file_commands[], view_commands[], learn_commands[], quiz_commands[], hunt_commands[], shell_commands[];

/* The i-th command of all groups, in the order of help; NULL behind the last. *group: its group's name. */
const struct command *command_at(unsigned int i, const char **group);

/* Does this command, which may change the state, only look when its first argument is that word? */
bool command_only_looks(const struct command *c, const char *word, size_t length);
/* The words with which `lesson` does, NULL at the end. */
extern const char *const lesson_looks[], *const quiz_looks[], *const hunt_looks[];

enum command_match { COMMAND_NONE, COMMAND_FOUND, COMMAND_AMBIGUOUS };
/* By name, short name or unambiguous prefix. */
enum command_match command_find(const char *word, size_t length, const struct command **command);

/* The one name within edit distance 2, or NULL when none or several are as near. */
const char *nearest_name(const char *word, size_t length, const char *(*name)(void *context, unsigned int i), void *context);
const char *command_near(const char *word, size_t length);

/* ---- reading arguments ---- */

/* The next word of in->args from *at on; false: there is none. A word may be quoted with "..." (file names). */
bool next_word(const struct command_input *in, size_t *at, const char **word, size_t *length);
bool word_is(const char *word, size_t length, const char *name);
/* Is it a prefix of the name? */
bool word_starts(const char *word, size_t length, const char *name);
/* A decimal or 0x number; false: it is none, or above max. */
bool word_number(const char *word, size_t length, uint64_t max, uint64_t *value);
/* No argument may follow; says so. */
bool no_more(struct session *s, const struct command_input *in, size_t at);

/* ---- looking at expressions: the text lies in the scratch part of the map ---- */

bool look_range(struct session *s, const struct command_input *in, const char *text, size_t length, uint32_t *begin, uint32_t *end);
bool look_integer(struct session *s, const struct command_input *in, const char *text, size_t length, uint64_t *value, char *type, size_t type_size);

/* ---- machine.c ---- */

/* "simulated Linux 2.6.11, i386, 2 GiB (896 MiB low + 1152 MiB high), 2 CPUs" */
void machine_line(const struct hm_config *cfg, const struct hm_layout *l, char *out, size_t size);
/* Sets "key=value"; false: why. */
bool set_machine_key(struct hm_config *cfg, const char *word, size_t length, char *why, size_t size);

/* ---- run.c ---- */

/* What the name of a command's block begins with: the task's name, or the command's (room: where a name may be written). */
const char *block_stem(const struct command *c, const struct command_input *in, char *room, size_t size);

const char *task_state_name(enum hm_task_state state);
/* By name or pid; a live one before a dead one. */
void show_task(struct session *s, const struct hm_task_view *t);
bool find_task(const struct session *s, const char *word, size_t length, struct hm_task_view *out);
command_fn info_tasks;

/* ---- help.c, shell.c ---- */

command_fn cmd_help, cmd_apropos;
/* False: no setting is called so. */
bool help_setting(struct session *s, const char *word, size_t length);

/* ---- alias.c ---- */

command_fn cmd_alias;

/* ---- disk.c ---- */

command_fn info_disk;

/* ---- time.c, diff.c ---- */

struct checkpoint *find_checkpoint(struct session *s, const char *word, size_t length);
command_fn cmd_diff;

/* ---- info.c, info_pane.c, info_run.c: the topics of `info` ---- */

struct info_topic {
	const char *name, *help;
	command_fn *run;
};
extern const struct info_topic info_pane_topics[], info_memory_topics[], info_run_topics[];
const struct info_topic *info_topic_at(unsigned int i);
/* The topic that answers under another word ("flushes", "threads"), or NULL. */
const char *info_called(const char *word, size_t length);
struct pane;
struct frame;
/* A pane of the view as text; wishes: what to leave out or add (frame.h). False: out of memory, said. */
bool show_pane(struct session *s, const struct pane *pane, const struct frame *wishes);
/* The walk for an address, a line a level. */
bool show_walk(struct session *s, hm_vaddr_t address);
/* The page that an expression names: a struct page's address or a frame number. */
bool page_argument(struct session *s, const struct command_input *in, const char *text, size_t length, hm_pfn_t *pfn);

#endif
