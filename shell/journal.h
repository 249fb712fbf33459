/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The journal of an interactive session: the record of record.h, appended and fsync()ed after each input, so that `hmsh --resume` has everything up
 * to the last completed line. One file a session in the state folder, locked while the session lives; the newest one that nobody
 * holds is what --resume takes. Batch keeps none.
 */
#ifndef SHELL_JOURNAL_H
#define SHELL_JOURNAL_H

#include "shell/session.h"

/* The state folder ("$XDG_STATE_HOME/hmsh"), made when it is missing. False: none can be had, and why (a static text). */
bool state_folder(struct text *path, const char **why);
/* "$XDG_CONFIG_HOME/hmsh/rc", "" when HOME is unknown. */
void config_file(struct text *path);

/* Begins a journal for this session. Trouble is said once and the session goes on without. */
void journal_open(struct session *s);
/* The last entry has been carried out. */
void journal_entry(struct session *s);
void journal_time(struct session *s, const char *verb, size_t n);
/* What the looks of a hunt have come to. */
void journal_hunt(struct session *s);
/* keep: for --resume; else the file is removed (nothing was done). */
void journal_close(struct session *s);

/* Replays the newest journal that nobody holds, and opens this session's own in its place. False: there is none, or it cannot be read; said. */
bool journal_resume(struct session *s);

#endif
