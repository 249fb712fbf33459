/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A session: the only holder of a writable machine. It takes input (a prompt's text, a script), splits it, compiles and runs it, keeps
 * what undo and save need, and says what happened. Commands (shell/command) and the runner (run.c) work on a struct session; reports only look.
 *
 * Input is kept as entries: the text that was typed, or a whole script with the number of its items that were run, and the text of each file that
 * it opened. The entries in force rebuild the session exactly (record.h writes and reads them); only entries that changed the
 * state are kept.
 */
#ifndef SHELL_SESSION_H
#define SHELL_SESSION_H

#include "shell/script.h"
#include "shell/sink.h"
#include "shell/status.h"
#include "shell/timeline.h"
#include "shell/view/chart.h"
#include "shell/world.h"

/* A file that an input opened, as it was read. */
struct attached {
	char *name, *bytes;
	size_t length;
};

struct entry {
	char *file;                /* as in diagnostics */
	char *text;
	size_t length, items;      /* script: how many of its items were run */
	unsigned int line;
	bool script, keep_going;
	uint64_t interrupted;      /* steps after which Ctrl-C came, 0: it did not */
	struct attached *files;
	size_t file_count;
};

struct entry_list {
	struct entry *entry;
	size_t count, capacity;    /* entries behind `used` are there to be redone */
	size_t used;
};

/* What `load` and redo-by-replay put in the place of the outside world. */
struct replay {
	const struct entry *entry; /* whose attached files are read instead of the disk */
	size_t next_file;
};

/* A name for a place in the timeline; the hash tells whether it is still that place. */
struct checkpoint {
	char name[32];
	size_t mark;
	uint64_t hash;
};

enum { MAX_CHECKPOINTS = 64, OUTPUT_LIMIT = 8 << 20 };

struct journal;
struct report_source;
struct json_stream;
struct irq_watch;
struct counted;
struct frozen;
struct learn;
struct hunt;
struct postcard;
struct stage;
struct command_input;
struct command;

struct session {
	struct world *world;
	struct soft soft, soft_taken;   /* soft_taken: as it was at the last commit */
	uint32_t source_taken;          /* end of the map's texts at the last commit */
	struct hm_config boot;          /* the first world's configuration */
	struct timeline timeline;
	struct entry_list entries;
	struct replay *replay;          /* NULL: input comes from outside */
	struct journal *journal;        /* NULL: none is kept */
	struct json_stream *json;       /* --json (json.h), or NULL */
	struct stage *stage;            /* the view (term/stage.h); NULL: a script, or --accessible */
	struct counted *counted;        /* what is counted as it happens (learn/counted.h); NULL: the log is asked */
	struct frozen *frozen;          /* pages that conditions name (learn/frozen.h), or NULL */
	struct learn *learn;            /* lessons; NULL: none was asked for */
	struct postcard *card;          /* the last way from a cause to a symptom that came up (report/postcard.h), or NULL */
	struct hunt *hunt;              /* the last fault hunt; NULL: there was none */
	void (*diagnosed)(void *to, const struct diag_list *diags, const struct source_map *map); /* sees each list before it is freed; or NULL */
	void (*reported)(void *to, const struct report_source *src, const struct hm_report *r); /* the same of a kernel report */
	void *diagnosed_to;             /* `to` of both */
	bool aside;                     /* another session's (aside.h): it opens none itself */
	bool attach;                    /* the input in hand belongs to the step before it */
	struct sink out, err;
	struct lang_host host;
	volatile int *interrupt;        /* set by the SIGINT handler; what lang_run() watches */
	volatile int no_interrupt;      /* where it points until somebody installs one */
	enum status status;             /* the worst so far */
	uint64_t step_limit;            /* for all input; 0: none */
	uint64_t steps;                 /* used so far */
	uint64_t entry_steps;           /* steps when the entry in hand began */
	bool more_to_come;              /* the script has lines behind the item in hand that may change something */
	struct irq_watch *watch;        /* of the statement in hand, while interrupts are armed for it; else NULL */
	uint32_t reports_seen;
	unsigned int prompt_line;       /* number of the next line typed */
	unsigned int line_after;        /* what the input in hand makes of it; 0: it counts on */
	unsigned int depth;             /* files inside files */
	const char *source_name[16];    /* their names, for the chain in the message */
	const char *item_file;          /* place of the item in hand, for messages; NULL: none */
	unsigned int item_line;
	unsigned int max_errors;        /* diagnostics shown for a unit, 0: all */
	unsigned int columns;           /* width of the terminal for carets, 0: no limit */
	bool brief;                     /* the view is on: messages in few lines */
	bool interactive;               /* a prompt: values are shown, suspended statements stay */
	bool typed;                     /* the item in hand was typed, not read from a file */
	struct diag_memory said;        /* what gcc would remember of the messages so far */
	bool keep_going, quiet, accessible;
	bool confined;                  /* lines of a lesson run: no command reaches a file */
	bool (*refuses)(void *to, const struct command *c); /* commands that have no place here; NULL: none */
	void *refuses_to;
	const char *typed_file;         /* as messages name what is typed; NULL: "<prompt>" */
	uint64_t output_limit;          /* bytes that may be printed, at a prompt, too; 0: OUTPUT_LIMIT for scripts */
	bool utf8;
	bool syntax_only;               /* compile, run nothing */
	bool treated;                   /* a warning of the script was treated as an error */
	bool refused;                   /* the last item was refused by a diagnostic */
	bool valued;                    /* ... or was an expression, whose value was shown */
	bool no_memory;                 /* something was not done for want of memory of the host; it was said */
	bool run_no_memory;             /* ... and that was running the machine, which a program may bring about by itself */
	bool died;                      /* the last item's own task died, or was stopped */
	bool ended;                     /* `return` at top level, or quit */
	bool quit;
	int quit_status;                /* -1: the worst status */
	int killed_by;                  /* SIGTERM or the like came: die by it when all is saved; 0: none */
	bool folded_said;
	bool recalled;                  /* undo in a script: what was compiled lies over the state, untaken (lang_recall()) */
	bool output_full;               /* a script has printed OUTPUT_LIMIT bytes */
	uint64_t printed;
	struct checkpoint checkpoint[MAX_CHECKPOINTS];
	unsigned int checkpoints;
	char last_code[64];             /* what `explain` alone explains */
	struct chart chart;             /* the last comparison of costs, for the view */
};

/* cfg must be settled. HM_OK, HM_NOMEM, HM_REFUSED. */
enum hm_verdict session_open(struct session *s, const struct hm_config *cfg);
void session_close(struct session *s);
/* Before anything was typed: another machine in the place of the first one. */
enum hm_verdict session_restart(struct session *s, const struct hm_config *cfg);

/* The settings have changed: the language must know. */
void session_apply_settings(struct session *s);

/* Typed at the prompt: one or more inputs, each a step of its own. */
void session_type(struct session *s, const char *text, size_t length);

/* Does this text need more lines? (an open block, bracket, quote, comment) */
bool session_needs_more(struct session *s, const char *text, size_t length);

/* A script from its beginning to its end, or to the first error. `top`: it is the whole input, so the unit is finished with it. */
void session_script(struct session *s, const char *file, const char *text, size_t length, bool top);

/* Runs an entry of a record again (load, --resume). */
void session_replay(struct session *s, const struct entry *entry);

/* Called by feed for every item of a text that is only split (--emit-c); the item is then compiled and its commands that decide what C means are run. */
typedef void item_visitor(void *context, const struct script_item *item, const struct command_input *in, bool ends_session);
void session_visit(struct session *s, const char *file, const char *text, size_t length, item_visitor *visit, void *context);

/* Compiles a command's block; false: it was refused, and said why. The name is a C identifier, made of stem and line. */
bool session_block(struct session *s, const struct command_input *in, const char *stem, struct lang_code *code);
/* The next " vs {...}" of the command: `in` is moved to it, and stem names it. False: there is none. */
bool session_next_block(struct command_input *in, unsigned int number, char stem[8]);
void block_name(const char *stem, unsigned int line, char *out, size_t size);

/* Reads a file for an input: from the disk (regular files only, at most `limit` bytes) and remembered, or from the record. NULL: said why. */
char *session_read_file(struct session *s, const char *name, size_t limit, size_t *length);

/* Places of statements, for whatever looks; NULL during a hunt, whose answer such a place would be. */
const struct source_map *session_places(const struct session *s);

/* Keeps what has changed since the last commit as a change; starts: it begins a step. False: nothing had changed. */
bool session_commit(struct session *s, bool starts);

/* Puts a new world in the place of the present one; a change of its own. */
enum hm_verdict session_new_world(struct session *s, const struct hm_config *cfg, bool starts);

/*
 * Stands at another moment of the timeline (timeline_mark()) while `look` looks, and comes back. False: no step leads there, or out of memory.
 */
bool session_look_at(struct session *s, size_t mark, void (*look)(struct session *s, void *context), void *context);

/* The hash of the state that the timeline stands at. */
uint64_t session_hash(struct session *s);

/* In a script the names stay: for a compiler what stands above is part of the text, undone or not. */
enum hm_verdict session_undo(struct session *s, size_t steps, size_t *done);
enum hm_verdict session_redo(struct session *s, size_t steps, size_t *done);

/* Prints a list of diagnostics, remembers the last code, and frees the list. */
void session_diagnose(struct session *s, struct diag_list *diags);

/* A shell error: "hmsh: FILE:LINE: text"; counts as `status`. */
void session_error(struct session *s, enum status status, const char *code, const char *format, ...) __attribute__((format(printf, 4, 5)));
/* The same about a place of the running program: "hmsh: FILE:LINE:COLUMN: text". */
void session_error_at(struct session *s, enum status status, const char *code, uint32_t loc, const char *format, ...)
	__attribute__((format(printf, 5, 6)));
/* Talk: a line on stderr. */
void session_say(struct session *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
void session_fail(struct session *s, enum status status);

/* Nothing is shown until it is switched off again; what the replayed inputs say, they have said before. */
void session_mute(struct session *s, bool muted);

/* Was the output lost (full disk, closed)? Then nothing more is run. */
bool session_output_lost(const struct session *s);

/* The prompt's text: "hmsh> ", with the CPU, what waits, and a panic. */
void session_prompt(const struct session *s, struct text *out);

/* What a command is given. */
struct command_input {
	const char *line;          /* the item's text */
	size_t length;
	const char *args;          /* inside of it */
	size_t args_length;
	const char *file;
	unsigned int line_number;
	uint32_t loc;              /* of the item's first byte in the map, 0: it is not there */
	size_t block, block_end;   /* offsets into line; block_end 0: none */
};

#endif
