/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A learner at a prompt, with a folder of lessons and a state folder of their own; what is shown is kept. Include behind cmocka.h. */
#ifndef TEST_LEARN_LEARNER_H
#define TEST_LEARN_LEARNER_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shell/learn/learn.h"
#include "tests/learn/lesson_text.h"

struct fixture {
	struct session s;
	struct text shown;
	char folder[64];
};

static inline void write_file(const char *folder, const char *name, const char *text)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

/* A lesson whose third step takes back what its first one did. */
static const char back[] =
	"---\ntitle: Back\nlevel: l\nmachine: era=2.6.11\nneeds: n\n---\n\n## 1. a\n\n```hmsh\nint a = 1;\nint b = 2;\n```\n\nBehind one.\n\n"
	"## 2. b\n\nNothing to do.\n\n## 3. c\n\n```hmsh\nundo\nint c = 3;\n```\n\nBehind three.\n";

/* A block that takes back what the block before it did: the learner stays where the block is. */
static const char within[] =
	"---\ntitle: Within\nlevel: l\nmachine: era=2.6.11\nneeds: n\n---\n\n## 1. a\n\n```hmsh\nint a = 1;\n```\n\nBehind one.\n\n"
	"```hmsh\nint b = 2;\nundo 2\nint c = 3;\nundo\nint d = 4;\n```\n\nBehind two.\n\n## 2. b\n\nNothing to do.\n";

static inline struct fixture *open_lessons(void)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct hm_config config;
	char notes[512], *example = format_example();

	assert_non_null(f);
	hm_config_default(&config);
	assert_int_equal(hm_config_settle(&config, notes, sizeof(notes)), HM_OK);
	assert_int_equal(session_open(&f->s, &config), HM_OK);
	f->s.out.capture = f->s.err.capture = &f->shown;
	f->s.interactive = true;
	f->s.columns = 80;
	strcpy(f->folder, "/tmp/hmsh-learn-XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	setenv("XDG_STATE_HOME", f->folder, 1);
	write_file(f->folder, "03-within.md", within);
	write_file(f->folder, "01-slot.md", example);
	write_file(f->folder, "02-back.md", back);
	write_file(f->folder, "course", "title T\npath p P\nlesson 01-slot\nlesson 02-back\n");
	assert_non_null(learn_of(&f->s));
	f->s.learn->option = f->folder;
	free(example);
	return f;
}

static inline void done(struct fixture *f)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", f->folder);
	session_close(&f->s);
	text_free(&f->shown);
	assert_int_equal(system(command), 0);
	free(f);
}

/* What typing the line shows. */
static inline const char *type(struct fixture *f, const char *line)
{
	char input[400];

	text_clear(&f->shown);
	snprintf(input, sizeof(input), "%s\n", line);
	session_type(&f->s, input, strlen(input));
	sink_fresh_line(&f->s.out);
	return text_string(&f->shown);
}

__attribute__((noinline, unused)) static void shows(struct fixture *f, const char *line, const char *expected)
{
	const char *shown = type(f, line);

	assert_non_null(shown);
	if (!strstr(shown, expected))
		fail_msg("`%s` does not show \"%s\" but:\n%s", line, expected, shown);
}

static inline void hides(struct fixture *f, const char *line, const char *unexpected)
{
	const char *shown = type(f, line);

	assert_non_null(shown);
	if (strstr(shown, unexpected))
		fail_msg("`%s` shows \"%s\":\n%s", line, unexpected, shown);
}

static inline void stands_at(const struct fixture *f, unsigned int step, unsigned int item)
{
	assert_int_equal(f->s.soft.learning.step, step);
	assert_int_equal(f->s.soft.learning.item, item);
}

#endif
