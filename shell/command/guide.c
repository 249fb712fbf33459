/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The guides: Markdown files in the folder guides/ of the lessons, which read well in any viewer and which `help` shows by sections. A guide is a row here
 * and its file; the commands in it are run by tests/guides. Without md4c a guide is shown as its file has it.
 */
#include <stdio.h>

#include "shell/command/guide.h"
#include "shell/file.h"
#include "shell/learn/learn.h"
#include "shell/learn/library.h"
#include "shell/learn/prose.h"

enum { GUIDE_LIMIT = 256 << 10, SECTION_LEVEL = 2, WIDEST = 80 /* lines are read more easily than on all of a wide terminal */ };

static const struct guide guides[] = {
	{ "students", "the first hour: from the first line to your first solved task" },
	{ "teachers", "a class, a course of your own, marking by machine, an exam" },
	{ "authors", "your first lesson, from a recording to one that proves itself" },
};

const struct guide *guide_at(unsigned int i)
{
	return i < sizeof(guides) / sizeof(*guides) ? &guides[i] : NULL;
}

const struct guide *guide_find(const char *word, size_t length)
{
	for (unsigned int i = 0; i < sizeof(guides) / sizeof(*guides); i++)
		if (word_is(word, length, guides[i].name))
			return &guides[i];
	return NULL;
}

/* The file, from the first folder of lessons that has it; false: none has, or text->failed. */
static bool read_guide(struct session *s, const char *name, struct text *text)
{
	struct text folder = { 0 }, path = { 0 };
	bool found = false;

	for (unsigned int i = 0; !found && !text->failed && !path.failed && library_folder(s->learn ? s->learn->option : NULL, i, &folder); i++) {
		text_clear(&path);
		text_clear(text);
		text_printf(&path, "%s/guides/%s.md", text_string(&folder), name);
		found = !path.failed && !file_read(text_string(&path), GUIDE_LIMIT, text);
	}
	text->failed = text->failed || path.failed || folder.failed;
	text_free(&folder);
	text_free(&path);
	return found;
}

static unsigned int columns(const struct session *s)
{
	return s->columns && s->columns < WIDEST ? s->columns : WIDEST;
}

static bool begins_section(const struct md_block *b)
{
	return b->kind == MD_HEADING && b->level == SECTION_LEVEL;
}

/* Blocks of one section (0: what stands before the first), an empty line between them but for rows of a list or table. */
static unsigned int show_section(struct session *s, const struct md_blocks *blocks, unsigned int wanted, bool all)
{
	unsigned int section = 0, shown = 0;

	for (size_t i = 0; i < blocks->count; i++) {
		const struct md_block *b = &blocks->block[i], *before = i ? b - 1 : NULL;

		section += begins_section(b);
		if (!all && section != wanted)
			continue;
		if (shown && !((b->kind == MD_ITEM || b->kind == MD_ROW) && before->kind == b->kind))
			sink_puts(&s->out, "\n");
		prose_show(&s->out, b, columns(s));
		shown++;
	}
	return shown;
}

static void list_sections(struct session *s, const struct guide *g, const struct md_blocks *blocks)
{
	unsigned int section = 0;
	char lead[16];

	sink_puts(&s->out, "\n");
	for (size_t i = 0; i < blocks->count; i++) {
		if (!begins_section(&blocks->block[i]))
			continue;
		snprintf(lead, sizeof(lead), "  %2u  ", ++section);
		prose_text(&s->out, lead, blocks->block[i].text, columns(s));
	}
	sink_printf(&s->out, "\n`help %s 1` shows the first part, `help %s all` everything.\n", g->name, g->name);
}

static bool show_parts(struct session *s, const struct guide *g, const struct md_blocks *blocks, const struct command_input *in, size_t at)
{
	const char *word;
	size_t length;
	uint64_t section = 0;

	if (!next_word(in, &at, &word, &length)) {
		show_section(s, blocks, 0, false);
		list_sections(s, g, blocks);
		return true;
	}
	if (word_is(word, length, "all"))
		return show_section(s, blocks, 0, true);
	if (word_number(word, length, UINT32_MAX, &section) && section && show_section(s, blocks, (unsigned int)section, false))
		return true;
	session_error(s, STATUS_ERROR, "hmsh-help", "the guide has no part \"%.*s\": `help %s` lists them", (int)length, word, g->name);
	return false;
}

bool guide_show(struct session *s, const struct guide *g, const struct command_input *in, size_t at)
{
	struct pool pool = { 0 };
	struct md_blocks blocks = { 0 };
	struct text text = { 0 };
	bool good = read_guide(s, g->name, &text);

	if (text.failed)
		session_error(s, STATUS_LIMIT, "hmsh-memory", "out of memory");
	else if (!good)
		session_error(s, STATUS_FILE, "hmsh-file", "guides/%s.md: no folder of lessons has it (`lesson list` shows where is looked)", g->name);
	else if (markdown_read(&pool, text_string(&text), text.length, 1, &blocks))
		sink_write(&s->out, text_string(&text), text.length);
	else
		good = show_parts(s, g, &blocks, in, at);
	if (pool.failed)
		session_error(s, STATUS_LIMIT, "hmsh-memory", "out of memory: not all of the guide is shown as it should be");
	pool_free(&pool);
	text_free(&text);
	return good;
}
