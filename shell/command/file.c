/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Commands about files: source, save, load. A saved session is its configuration and inputs and a hash of the state (record.h); load runs the
 * inputs again and compares.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell/command/command.h"
#include "shell/file.h"
#include "shell/learn/learn.h"
#include "shell/learn/library.h"
#include "shell/record.h"

/* The one file name; quotes keep blanks. NULL: said why. The caller frees it. */
static char *file_name(struct session *s, const struct command_input *in, const char *usage)
{
	const char *word;
	size_t at = 0, length;
	char *name;

	if (!next_word(in, &at, &word, &length)) {
		session_error(s, STATUS_ERROR, "hmsh-arguments", "a file name is missing: %s", usage);
		return NULL;
	}
	if (!no_more(s, in, at))
		return NULL;
	if (memchr(word, '\0', length)) {
		session_error(s, STATUS_FILE, "hmsh-file", "a file name cannot hold a NUL byte");
		return NULL;
	}
	name = copy_bytes(word, length);
	if (!name)
		session_error(s, STATUS_LIMIT, "hmsh-memory", "out of memory");
	return name;
}

/* A file's text; "gallery/03" is found among the lessons, too. */
static char *read_script(struct session *s, const char *name, size_t *length)
{
	struct text path = { 0 };
	bool gallery = !s->replay && library_gallery(s->learn ? s->learn->option : NULL, name, &path);
	char *text = session_read_file(s, gallery ? text_string(&path) : name, FILE_LIMIT, length);

	text_free(&path);
	return text;
}

static bool cmd_source(struct session *s, const struct command_input *in)
{
	char *name = file_name(s, in, "source FILE"), *text;
	size_t length;

	if (!name)
		return false;
	text = read_script(s, name, &length);
	if (text) {
		enum status before = s->status;

		s->status = STATUS_OK;
		session_script(s, name, text, length, false);
		s->died = s->status >= STATUS_ERROR;
		s->status = status_worse(s->status, before);
	}
	free(text);
	free(name);
	return text && !s->died;
}

static bool cmd_save(struct session *s, const struct command_input *in)
{
	char *name = file_name(s, in, "save FILE");
	struct text text = { 0 };
	const char *why;

	if (!name)
		return false;
	record_header(&text, &s->boot);
	for (size_t i = 0; i < s->entries.used; i++)
		record_entry(&text, &s->entries.entry[i]);
	record_hunt(&text, s);
	record_hash(&text, hm_state_hash(s->world->m));
	why = text.failed ? "out of memory" : file_write(name, text.bytes, text.length);
	if (why)
		session_error(s, STATUS_FILE, "hmsh-file", "%s: %s; nothing was saved", name, why);
	else if (s->typed)
		session_say(s, "%zu input%s saved.", s->entries.used, s->entries.used == 1 ? "" : "s");
	text_free(&text);
	free(name);
	return !why;
}

static bool load_text(struct session *s, const char *name, const char *text, size_t length)
{
	struct record r;
	char why[256];
	size_t done;
	bool ok;

	if (!record_parse(&r, text, length, false, why, sizeof(why))) {
		session_error(s, STATUS_FILE, "hmsh-load", "%s: %s", name, why);
		record_free(&r);
		return false;
	}
	s->no_memory = false;
	ok = record_load(s, &r);
	if (!ok) {
		bool typed = s->typed;

		s->typed = false;
		session_undo(s, 1, &done);
		s->typed = typed;
		timeline_drop_redo(&s->timeline);
		if (s->no_memory)
			session_error(s, STATUS_LIMIT, "hmsh-memory", "out of memory: nothing was loaded");
		else
			session_error(s, STATUS_FILE, "hmsh-load", "%s: its inputs lead to another state than the one saved; nothing was loaded", name);
	} else if (s->interactive) {
		session_say(s, "%zu input%s loaded, the state is the one saved.", r.entries.used, r.entries.used == 1 ? "" : "s");
	}
	record_free(&r);
	return ok;
}

static bool cmd_load(struct session *s, const struct command_input *in)
{
	char *name = file_name(s, in, "load FILE"), *text;
	size_t length;
	bool ok = false;

	if (!name)
		return false;
	text = session_read_file(s, name, RECORD_LIMIT, &length);
	if (text)
		ok = load_text(s, name, text, length);
	free(text);
	free(name);
	return ok;
}

const struct command file_commands[] = {
	{ "source", "FILE", "run a script",
	  "The file's C and commands run as if they stood here; values are not shown. At\n"
	  "the prompt the whole file is one step for `undo`. Regular files up to 16 MiB,\n"
	  "16 deep. `source gallery/03` runs the third script of the gallery: surprises, a\n"
	  "screen each, that come with the lessons.", NULL, cmd_source, COMMAND_FILES | COMMAND_CHANGES | COMMAND_ALWAYS | COMMAND_SYNTAX, NULL },
	{ "save", "FILE", "save this session",
	  "A text file with the machine's configuration, all inputs (and the files they\n"
	  "sourced) and a hash of the state.", NULL, cmd_save, COMMAND_FILES, NULL },
	{ "load", "FILE", "load a saved session",
	  "Boots the saved machine, runs the inputs again and compares the state.\n"
	  "`undo` goes back to the session before.", NULL, cmd_load, COMMAND_FILES | COMMAND_CHANGES | COMMAND_ALWAYS, NULL },
	{ 0 }
};
