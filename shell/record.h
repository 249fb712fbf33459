/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one file format of save, load, journal and --resume: a text that holds the configuration, the inputs with the texts of
 * the files they opened, and a hash of the state. Nothing else is ever read from a file; loading runs the inputs again and compares the hash.
 *
 *	hmsh-session 1
 *	machine era=2.6.11 ram=2G ...
 *	input LINE LENGTH FILE      then LENGTH bytes and a newline; FILE with %XX for bytes that are no plain characters
 *	script ITEMS LENGTH FILE    the same; ITEMS of its items were run; "script-keep-going" when errors did not end it
 *	attach LENGTH NAME          a file that the input before opened
 *	interrupt STEPS             Ctrl-C came after that many steps of the input before
 *	undo N | redo N             journal only
 *	hunt LOOKS WRONG END        how far the hunt that the inputs have begun has come (shell/hunt/hunt.h); the last one counts
 *	hash HHHHHHHHHHHHHHHH       16 digits; then the file ends (a journal has none)
 */
#ifndef SHELL_RECORD_H
#define SHELL_RECORD_H

#include "shell/session.h"

enum { RECORD_LIMIT = 256 << 20 };

struct entry *entry_new(struct entry_list *list, const char *file, unsigned int line, const char *text, size_t length, bool script);
bool entry_attach(struct entry *entry, const char *name, const char *bytes, size_t length);
/* False: out of memory, and `to` is empty. */
bool entry_list_copy(struct entry_list *to, const struct entry_list *from);
void entry_list_cut(struct entry_list *list, size_t count);
void entry_list_free(struct entry_list *list);

/* The file's text for the entries in force. */
void record_header(struct text *out, const struct hm_config *boot);
void record_entry(struct text *out, const struct entry *entry);
/* Nothing, unless a hunt is on. */
void record_hunt(struct text *out, const struct session *s);
void record_hash(struct text *out, uint64_t hash);

struct record {
	struct hm_config boot;
	struct entry_list entries;
	bool has_hash, has_hunt;
	uint64_t hunt[3];
	uint64_t hash;
};

/* Reads a record. A journal may end anywhere: what is whole counts, undo and redo are carried out on the list. False: `why` says line and reason. */
bool record_parse(struct record *r, const char *text, size_t length, bool journal, char *why, size_t size);
void record_free(struct record *r);

/* Runs a record's entries on a session that stands at its configuration, muted: what they print was printed when they were typed. */
void record_run(struct session *s, const struct record *r);

/*
 * Boots the record's machine in a running session and runs its entries there; one step for undo, and no entries of the session's own.
 * False: the state is not the one saved, or out of memory.
 */
bool record_load(struct session *s, const struct record *r);

#endif
