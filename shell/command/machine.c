/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Commands that boot: machine, era, reset. Each puts a new machine in the place of the present one and ends the C session with it (names are
 * gone); undo brings the old one back as it was.
 */
#include <stdio.h>
#include <string.h>

#include "shell/command/command.h"

/* asked: of which cfg was made by settling it. Keys that did not agree come back with the one that was in their way. */
static bool boot(struct session *s, const struct hm_config *cfg, const struct hm_config *asked)
{
	const struct hm_config wanted = *asked;

	switch (session_new_world(s, cfg, true)) {
	case HM_OK:
		s->world->asked = wanted;
		return true;
	case HM_NOMEM:
		session_error(s, STATUS_LIMIT, "hmsh-memory", "out of memory: the old machine goes on");
		return false;
	case HM_REFUSED:
	case HM_BLOCKED:
	case HM_DIED:
	case HM_ABANDONED:
		break;
	}
	session_error(s, STATUS_ERROR, "hmsh-machine", "such a machine cannot be booted");
	return false;
}

static void say_booted(struct session *s)
{
	char line[160];

	if (!s->interactive)
		return;
	machine_line(hm_config(s->world->m), hm_layout(s->world->m), line, sizeof(line));
	sink_fresh_line(&s->out);
	sink_wrap(&s->err, 0, 2, line);
}

void machine_line(const struct hm_config *cfg, const struct hm_layout *l, char *out, size_t size)
{
	uint64_t low = (uint64_t)l->max_low_pfn >> 8, all = (uint64_t)l->highend_pfn >> 8;
	char ram[32];

	if (all % 1024)
		snprintf(ram, sizeof(ram), "%llu MiB", (unsigned long long)all);
	else
		snprintf(ram, sizeof(ram), "%llu GiB", (unsigned long long)all / 1024);
	snprintf(out, size, "simulated %s, %s (%llu MiB low + %llu MiB high), %u CPU%s", cfg->era->title, ram,
		 (unsigned long long)low, (unsigned long long)(all > low ? all - low : 0), cfg->cpus, cfg->cpus == 1 ? "" : "s");
}

/* The keys agree; notes: what was changed for that. */
static enum hm_verdict settle(struct hm_config *cfg, char *notes, size_t size)
{
	enum hm_verdict v;
	size_t n;

	*notes = '\0';
	v = hm_config_settle(cfg, notes, size);
	for (n = strlen(notes); n && notes[n - 1] == '\n'; n--)
		notes[n - 1] = '\0';
	return v;
}

/* What holds for the present machine already was said when that one was booted. */
static bool was_said(const struct session *s, const char *notes)
{
	struct hm_config present = s->world->asked;
	char before[1024];

	return settle(&present, before, sizeof(before)) == HM_OK && !strcmp(before, notes);
}

/* The keys agree, and hmsh says what it changed for that. */
static bool settle_aloud(struct session *s, struct hm_config *cfg)
{
	char notes[1024];

	if (settle(cfg, notes, sizeof(notes)) != HM_OK) {
		session_error(s, STATUS_ERROR, "hmsh-machine", "%s", *notes ? notes : "these keys cannot agree");
		return false;
	}
	if (*notes && !was_said(s, notes))
		session_say(s, "%s", notes);
	return true;
}

static bool boot_with(struct session *s, struct hm_config *cfg)
{
	const struct hm_config asked = *cfg;

	if (!settle_aloud(s, cfg) || !boot(s, cfg, &asked))
		return false;
	say_booted(s);
	return true;
}

bool set_machine_key(struct hm_config *cfg, const char *word, size_t length, char *why, size_t size)
{
	const char *equals = memchr(word, '=', length);
	char key[64], value[128];

	if (!equals) {
		snprintf(why, size, "\"%.*s\": key=value is expected, as in cpus=4", (int)(length < 60 ? length : 60), word);
		return false;
	}
	if ((size_t)(equals - word) >= sizeof(key) || (size_t)(word + length - equals - 1) >= sizeof(value)) {
		snprintf(why, size, "\"%.60s...\": no key and no value is that long", word);
		return false;
	}
	snprintf(key, sizeof(key), "%.*s", (int)(equals - word), word);
	snprintf(value, sizeof(value), "%.*s", (int)(word + length - equals - 1), equals + 1);
	return hm_config_set(cfg, key, value, why, size) == HM_OK;
}

static bool show_machine(struct session *s)
{
	const struct hm_config *cfg = hm_config(s->world->m);
	char line[160], text[1024], *at = text;
	const char *description, *key;

	machine_line(cfg, hm_layout(s->world->m), line, sizeof(line));
	sink_wrap(&s->out, 0, 2, line);
	hm_config_text(cfg, text, sizeof(text));
	for (unsigned int i = 0; (key = hm_config_key(i, &description)); i++) {
		size_t n = strlen(key);
		const char *found = NULL;

		for (at = text; at && !found; at = strchr(at, ' ') ? strchr(at, ' ') + 1 : NULL)
			if (!strncmp(at, key, n) && at[n] == '=')
				found = at + n + 1;
		sink_printf(&s->out, "  %-13s %-10.*s ", key, found ? (int)strcspn(found, " ") : 0, found ? found : "");
		sink_wrap(&s->out, 27, 27, description);
	}
	return true;
}

static bool cmd_machine(struct session *s, const struct command_input *in)
{
	struct hm_config cfg = s->world->asked;
	const char *word;
	size_t at = 0, length;
	char why[512];

	if (!in->args_length)
		return show_machine(s);
	while (next_word(in, &at, &word, &length)) {
		if (!set_machine_key(&cfg, word, length, why, sizeof(why))) {
			session_error(s, STATUS_ERROR, "hmsh-machine", "%s", why);
			return false;
		}
	}
	return boot_with(s, &cfg);
}

static bool list_eras(struct session *s)
{
	const struct hm_era *now = hm_config(s->world->m)->era, *e;

	for (unsigned int i = 0; (e = hm_era_at(i)); i++) {
		sink_printf(&s->out, "%c %-10s ", e == now ? '*' : ' ', e->name);
		sink_wrap(&s->out, 13, 13, e->shows ? e->shows : e->title);
	}
	return true;
}

static bool cmd_era(struct session *s, const struct command_input *in)
{
	struct hm_config cfg = s->world->asked;
	const char *word;
	size_t at = 0, length;
	char name[128], why[512];

	if (!next_word(in, &at, &word, &length))
		return list_eras(s);
	snprintf(name, sizeof(name), "%.*s", (int)(length < 120 ? length : 120), word);
	if (!no_more(s, in, at))
		return false;
	if (hm_config_set(&cfg, "era", name, why, sizeof(why)) != HM_OK) {
		session_error(s, STATUS_ERROR, "hmsh-machine", "%s", why);
		return false;
	}
	return boot_with(s, &cfg);
}

static bool cmd_reset(struct session *s, const struct command_input *in)
{
	struct hm_config cfg = *hm_config(s->world->m);

	if (!no_more(s, in, 0) || !boot(s, &cfg, &s->world->asked))
		return false;
	if (s->interactive)
		session_say(s, "The machine is booted afresh; names are gone. `undo` brings the old one back.");
	return true;
}

const struct command machine_commands[] = {
	{ "machine", "[KEY=VALUE...]", "show the machine, or boot another one",
	  "Without arguments: the keys, their values and meanings. With keys: boots a\n"
	  "machine that differs in these, and ends the C session: variables are gone.\n"
	  "What highmem=off or another key takes away comes back with highmem=on.\n"
	  "`undo` brings the old machine back. layout chooses the fixmap, and so the\n"
	  "addresses of the slots: oracle as in the kernel that was recorded, s8 as with\n"
	  "NR_CPUS 8, up as without SMP.", "machine debug_highmem=off cpus=4",
	  cmd_machine, COMMAND_CHANGES | COMMAND_WORLD | COMMAND_ALWAYS | COMMAND_SYNTAX | COMMAND_SHOWS, NULL },
	{ "era", "[NAME]", "list the kernels, or boot another one",
	  "An era is a kernel with its prototypes, checks and addresses. Without a name:\n"
	  "the list. With one: boots it with the same machine; the C session ends.", "era mm-2004",
	  cmd_era, COMMAND_CHANGES | COMMAND_WORLD | COMMAND_ALWAYS | COMMAND_SYNTAX | COMMAND_SHOWS, NULL },
	{ "reset", "", "boot the same machine afresh",
	  "Everything is as after power-on: memory, tasks, variables. `undo` goes back.", "reset",
	  cmd_reset, COMMAND_CHANGES | COMMAND_WORLD | COMMAND_ALWAYS | COMMAND_SYNTAX, NULL },
	{ 0 }
};
