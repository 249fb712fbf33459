/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Commands that only look: info, vtop, x, print, ptype, whatis, why, explain. Expressions are compiled into scratch, refuse calls and
 * assignments, and read memory as a debugger does.
 */
#include <stdio.h>
#include <string.h>

#include "shell/card.h"
#include "shell/command/command.h"
#include "shell/report/report.h"

/* ---- info ---- */

static const char *topic_name(void *context, unsigned int i)
{
	const struct info_topic *t = info_topic_at(i);

	(void)context;
	return t ? t->name : NULL;
}

static const struct info_topic *find_topic(struct session *s, const char *word, size_t length)
{
	const struct info_topic *t, *found = NULL;
	unsigned int matches = 0;
	const char *near;

	for (unsigned int i = 0; (t = info_topic_at(i)); i++) {
		if (word_is(word, length, t->name))
			return t;
		if (word_starts(word, length, t->name)) {
			found = t;
			matches++;
		}
	}
	if (matches == 1)
		return found;
	near = info_called(word, length);
	if (near) {
		session_say(s, "hmsh: `info %s` tells that:", near);
		return find_topic(s, near, strlen(near));
	}
	near = nearest_name(word, length, topic_name, NULL);
	if (near)
		session_error(s, STATUS_ERROR, "hmsh-info", "`info` knows nothing of \"%.*s\"; did you mean `info %s`?", (int)length, word, near);
	else
		session_error(s, STATUS_ERROR, "hmsh-info", "`info` knows nothing of \"%.*s\" (`info` alone lists its topics)", (int)length, word);
	return NULL;
}

static bool cmd_info(struct session *s, const struct command_input *in)
{
	const struct info_topic *t;
	struct command_input rest = *in;
	const char *word;
	size_t at = 0, length;

	if (!next_word(in, &at, &word, &length)) {
		for (unsigned int i = 0; (t = info_topic_at(i)); i++)
			sink_printf(&s->out, "info %-10s %s\n", t->name, t->help);
		return true;
	}
	t = find_topic(s, word, length);
	if (!t)
		return false;
	while (at < in->args_length && (in->args[at] == ' ' || in->args[at] == '\t'))
		at++;
	rest.args += at;
	rest.args_length -= at;
	return t->run(s, &rest);
}

/* ---- vtop ---- */

static bool need_argument(struct session *s, const struct command_input *in, const char *example)
{
	if (in->args_length)
		return true;
	session_error(s, STATUS_ERROR, "hmsh-arguments", "an argument is missing: %s", example);
	return false;
}

/* A large page is 4 MiB, with PAE 2 MiB. */
static bool tlb_covers(const struct hm_machine *m, const struct hm_tlb_view *v, hm_vaddr_t address)
{
	hm_vaddr_t large = hm_config(m)->pae ? 2u << 20 : 4u << 20;
	hm_vaddr_t size = v->large ? large : HM_PAGE_SIZE;

	return v->valid && (v->address & ~(size - 1)) == (address & ~(size - 1));
}

/* The event after which the tables say something else. */
static void show_stale(struct session *s, uint64_t by)
{
	const struct report_source src = { s->world->m, session_places(s), s->world->lang };
	const struct hm_event *e = hm_event_get(s->world->m, by);
	char text[256], place[96], line[400];

	if (!e) {
		sink_printf(&s->out, "  since event %llu\n", (unsigned long long)by);
		return;
	}
	hm_event_text(s->world->m, e, text, sizeof(text));
	event_place(&src, e, place, sizeof(place));
	snprintf(line, sizeof(line), "  since event %llu%s%s: %s", (unsigned long long)by, *place ? ", " : "", place, text);
	sink_wrap(&s->out, 0, 4, line);
}

static void vtop_tlb(struct session *s, hm_vaddr_t address)
{
	uint32_t cpu = hm_current_cpu(s->world->m);
	struct hm_tlb_view v;

	for (unsigned int i = 0; i < hm_tlb_entries(s->world->m); i++) {
		if (!hm_tlb_view(s->world->m, cpu, i, &v) || !tlb_covers(s->world->m, &v, address))
			continue;
		sink_printf(&s->out, "the TLB of CPU %u holds it: %s 0x%x%s\n", cpu, v.large ? "large page from page" : "page", v.pfn,
			    v.stale ? ", STALE: the tables say otherwise" : "");
		if (v.stale)
			show_stale(s, v.stale_by);
		return;
	}
	sink_printf(&s->out, "the TLB of CPU %u does not hold it\n", cpu);
}

static bool cmd_vtop(struct session *s, const struct command_input *in)
{
	struct hm_page_view page;
	struct hm_walk w;
	char type[80];
	uint64_t value;

	if (!need_argument(s, in, "vtop v") || !look_integer(s, in, in->args, in->args_length, &value, type, sizeof(type)))
		return false;
	if (!show_walk(s, (hm_vaddr_t)value))
		return false;
	hm_walk(s->world->m, (hm_vaddr_t)value, &w);
	if (w.present && hm_page_view(s->world->m, w.pfn, &page))
		sink_printf(&s->out, "page 0x%x: zone %s, %s\n", w.pfn, page.zone, page.reserved ? "reserved" : page.free ? "FREE: nobody owns this frame" : "in use");
	vtop_tlb(s, (hm_vaddr_t)value);
	return true;
}

/* ---- x ---- */

struct format {
	unsigned int count, size;  /* items, bytes of each */
	char letter;               /* x d u o t a c s */
};

/* "/8xw": count, letter, size in any order of the letters, as gdb has it. */
static bool read_format(struct session *s, const char **text, size_t *length, struct format *f)
{
	size_t i = 1;

	if (!*length || (*text)[0] != '/')
		return true;
	if (i < *length && (*text)[i] >= '0' && (*text)[i] <= '9')
		f->count = 0;
	for (; i < *length && (*text)[i] >= '0' && (*text)[i] <= '9' && f->count < 100000; i++)
		f->count = f->count * 10 + (unsigned int)((*text)[i] - '0');
	for (; i < *length && (*text)[i] >= 'a' && (*text)[i] <= 'z'; i++) {
		const char *sizes = "bhwg", *size = strchr(sizes, (*text)[i]);

		if (size) {
			f->size = 1u << (size - sizes);
		} else if (strchr("xduotacs", (*text)[i])) {
			f->letter = (*text)[i];
			if (f->letter == 'c' || f->letter == 's')
				f->size = 1;
		} else {
			session_error(s, STATUS_ERROR, "hmsh-format", "\"%c\" is no format: x d u o t a c s, and sizes b h w g", (*text)[i]);
			return false;
		}
	}
	while (i < *length && ((*text)[i] == ' ' || (*text)[i] == '\t'))
		i++;
	*text += i;
	*length -= i;
	if (f->count && f->count <= 4096)
		return true;
	session_error(s, STATUS_ERROR, "hmsh-format", "1 to 4096 items can be shown");
	return false;
}

static void show_char(struct sink *to, unsigned char c)
{
	if (c >= ' ' && c < 0x7f)
		sink_printf(to, "%d '%s%c'", (signed char)c, c == '\'' || c == '\\' ? "\\" : "", c);
	else
		sink_printf(to, "%d '\\%03o'", (signed char)c, c);
}

static void show_binary(struct sink *to, uint64_t value, unsigned int size)
{
	char digits[65];

	for (unsigned int i = 0; i < size * 8; i++)
		digits[i] = (char)('0' + (value >> (size * 8 - 1 - i) & 1));
	digits[size * 8] = '\0';
	sink_puts(to, digits);
}

static void show_item(struct sink *to, const struct format *f, uint64_t value)
{
	unsigned int shift = 64 - f->size * 8;

	switch (f->letter) {
	case 'd': sink_printf(to, "%lld", (long long)(value << shift) >> shift); break;
	case 'u': sink_printf(to, "%llu", (unsigned long long)value); break;
	case 'o': sink_printf(to, "0%llo", (unsigned long long)value); break;
	case 't': show_binary(to, value, f->size); break;
	case 'c': show_char(to, (unsigned char)value); break;
	default: sink_printf(to, "0x%0*llx", (int)f->size * 2, (unsigned long long)value); break;
	}
}

static uint64_t little_endian(const uint8_t *bytes, unsigned int n)
{
	uint64_t value = 0;

	while (n--)
		value = value << 8 | bytes[n];
	return value;
}

static bool unreadable(struct session *s, hm_vaddr_t address)
{
	sink_fresh_line(&s->out);
	session_error(s, STATUS_ERROR, "hmsh-address", "nothing is mapped at 0x%08x (`vtop` shows the walk)", address);
	return false;
}

/* *end: behind what was shown. */
static bool show_string(struct session *s, hm_vaddr_t address, hm_vaddr_t *end)
{
	struct text line = { 0 };
	char c = 'x';

	*end = address;
	for (unsigned int i = 0; i < 200 && c; i++, (*end)++) {
		if (!hm_peek(s->world->m, address + i, &c, 1)) {
			text_free(&line);
			return unreadable(s, address + i);
		}
		if (c == '"' || c == '\\')
			text_printf(&line, "\\%c", c);
		else if (c >= ' ' && c < 0x7f)
			text_add(&line, &c, 1);
		else if (c)
			text_printf(&line, "\\%03o", (unsigned char)c);
	}
	sink_printf(&s->out, "0x%08x:  \"%s\"%s\n", address, text_string(&line), c ? "..." : "");
	text_free(&line);
	return true;
}

static bool show_strings(struct session *s, hm_vaddr_t address, unsigned int count)
{
	while (count--)
		if (!show_string(s, address, &address))
			return false;
	return true;
}

static bool examine(struct session *s, hm_vaddr_t address, const struct format *f)
{
	unsigned int per_line = f->letter == 't' ? (f->size > 2 ? 1 : 4) : f->size == 1 ? 8 : 16 / f->size;

	for (unsigned int i = 0; i < f->count; i++) {
		uint8_t bytes[8];

		if (!hm_peek(s->world->m, address, bytes, f->size))
			return unreadable(s, address);
		if (i % per_line == 0)
			sink_printf(&s->out, "%s0x%08x:", i ? "\n" : "", address);
		sink_puts(&s->out, "  ");
		show_item(&s->out, f, little_endian(bytes, f->size));
		address += f->size;
	}
	sink_puts(&s->out, "\n");
	return true;
}

static bool cmd_x(struct session *s, const struct command_input *in)
{
	struct format f = { .count = 1, .size = 4, .letter = 'x' };
	const char *text = in->args;
	size_t length = in->args_length;
	char type[80];
	uint64_t address;

	if (!read_format(s, &text, &length, &f))
		return false;
	if (!length)
		return need_argument(s, &(struct command_input){ .args_length = 0, .line = in->line }, "x/8xb v");
	if (!look_integer(s, in, text, length, &address, type, sizeof(type)))
		return false;
	return f.letter == 's' ? show_strings(s, (hm_vaddr_t)address, f.count) : examine(s, (hm_vaddr_t)address, &f);
}

/* ---- print, ptype, whatis ---- */

/* Bytes of a number or pointer whose type reads so. */
static unsigned int size_of_value(const char *type)
{
	if (strchr(type, '*') || strstr(type, "enum"))
		return 4;
	if (strstr(type, "long long"))
		return 8;
	if (strstr(type, "char") || strstr(type, "_Bool"))
		return 1;
	return strstr(type, "short") ? 2 : 4;
}

static bool print_formatted(struct session *s, const struct command_input *in, const char *text, size_t length, const struct format *f)
{
	char type[80];
	uint64_t value;
	struct format as = *f;

	if (!look_integer(s, in, text, length, &value, type, sizeof(type)))
		return false;
	as.size = f->letter == 'c' ? 1 : size_of_value(type);
	value &= UINT64_MAX >> (64 - as.size * 8);
	if (f->letter == 'x')
		sink_printf(&s->out, "0x%llx", (unsigned long long)value);
	else
		show_item(&s->out, &as, value);
	sink_puts(&s->out, "\n");
	return true;
}

static bool print_value(struct session *s, const struct command_input *in, const char *text, size_t length)
{
	struct diag_list diags = { 0 };
	struct lang_code code;
	uint32_t begin, end;
	char value[2048];
	unsigned int number;
	bool ok;

	if (!look_range(s, in, text, length, &begin, &end))
		return false;
	ok = lang_compile_look(s->world->lang, begin, end, &diags, &code);
	session_diagnose(s, &diags);
	if (!ok) {
		session_fail(s, STATUS_ERROR);
		return false;
	}
	if (!lang_show_value(s->world->lang, hm_current_task(s->world->m), &code, false, &number, value, sizeof(value))) {
		const char *why = lang_error(s->world->lang, &begin);
		bool memory = why && !strcmp(why, "out of memory");

		session_error(s, memory ? STATUS_LIMIT : STATUS_ERROR, memory ? "hmsh-memory" : "hmsh-value", "%s", why ? why : "it has no value");
		return false;
	}
	if (s->typed)
		sink_value(&s->out, 0, value);
	else
		sink_printf(&s->out, "%s\n", value);
	return true;
}

static bool cmd_print(struct session *s, const struct command_input *in)
{
	struct format f = { .count = 1, .size = 4, .letter = '\0' };
	const char *text = in->args;
	size_t length = in->args_length;

	if (!read_format(s, &text, &length, &f))
		return false;
	if (!length)
		return need_argument(s, &(struct command_input){ .args_length = 0 }, "print v");
	return f.letter ? print_formatted(s, in, text, length, &f) : print_value(s, in, text, length);
}

static bool show_type(struct session *s, const struct command_input *in, bool expand)
{
	struct diag_list diags = { 0 };
	uint32_t begin, end;
	char type[4096];
	bool ok;

	if (!need_argument(s, in, expand ? "ptype struct page" : "whatis v") || !look_range(s, in, in->args, in->args_length, &begin, &end))
		return false;
	ok = lang_show_type(s->world->lang, begin, end, expand, &diags, type, sizeof(type));
	session_diagnose(s, &diags);
	if (!ok) {
		session_fail(s, STATUS_ERROR);
		return false;
	}
	sink_printf(&s->out, "type = %s\n", type);
	return true;
}

static bool cmd_ptype(struct session *s, const struct command_input *in)
{
	return show_type(s, in, true);
}

static bool cmd_whatis(struct session *s, const struct command_input *in)
{
	return show_type(s, in, false);
}

/* ---- why ---- */

/* An answer that names a mistake is worth a postcard; a report's has been kept when it was made. */
static void keep_card(struct session *s, const struct hm_link *step, unsigned int n, const char *what)
{
	bool mistake = false;
	char symptom[128];

	for (unsigned int i = 0; i < n; i++)
		mistake |= report_is_mistake((enum hm_link_role)step[i].role);
	if (!mistake || step[0].role == HM_LINK_SYMPTOM)
		return;
	snprintf(symptom, sizeof(symptom), "`why` was asked about %s", what);
	card_keep(s, step, n, symptom);
}

static bool show_chain(struct session *s, const struct hm_link *step, unsigned int n, const char *what)
{
	struct report_source src = { s->world->m, session_places(s), s->world->lang };

	if (!n) {
		sink_printf(&s->out, "nothing is known about %s: no event has touched it\n", what);
		return true;
	}
	why_show(&s->out, &src, step, n, s->accessible);
	keep_card(s, step, n, what);
	return true;
}

static bool why_value(struct session *s, uint64_t value)
{
	struct hm_link step[HM_WHY_MAX];
	char what[64];
	unsigned int n;

	if (value && value <= hm_event_count(s->world->m) && value < HM_PAGE_SIZE * 16) {
		snprintf(what, sizeof(what), "event %llu", (unsigned long long)value);
		n = hm_why_event(s->world->m, value, step, HM_WHY_MAX);
	} else if (hm_is_page_pointer(s->world->m, value)) {
		hm_pfn_t pfn = hm_page_to_pfn(hm_layout(s->world->m), (hm_vaddr_t)value);

		snprintf(what, sizeof(what), "page 0x%x", pfn);
		n = hm_why_page(s->world->m, pfn, step, HM_WHY_MAX);
	} else {
		snprintf(what, sizeof(what), "address 0x%08x", (hm_vaddr_t)value);
		n = hm_why_address(s->world->m, (hm_vaddr_t)value, step, HM_WHY_MAX);
	}
	return show_chain(s, step, n, what);
}

/* A task: what it stands in, and what made it give up its CPU, if it did. */
static bool why_task(struct session *s, const struct hm_task_view *t)
{
	struct hm_link step[HM_WHY_MAX];

	show_task(s, t);
	return !t->slept.seq || show_chain(s, step, hm_why_event(s->world->m, t->slept.seq, step, HM_WHY_MAX), t->comm);
}

static bool cmd_why(struct session *s, const struct command_input *in)
{
	struct hm_link step[HM_WHY_MAX];
	uint32_t count = hm_report_count(s->world->m);
	char type[80];
	const char *word = in->args;
	struct hm_task_view task;
	size_t at = 0, length;
	uint64_t value;

	if (!in->args_length) {
		if (count)
			return show_chain(s, step, hm_why_report(s->world->m, count, step, HM_WHY_MAX), "the last report");
		sink_puts(&s->out, "the kernel has reported nothing;\n`why ADDRESS`, `why PAGE` or `why EVENT` asks about one of these\n");
		return true;
	}
	if (next_word(in, &at, &word, &length) && (word_is(word, length, "page") || word_is(word, length, "event")) && at < in->args_length) {
		bool event = word[0] == 'e';
		hm_pfn_t pfn;

		if (event && look_integer(s, in, in->args + at, in->args_length - at, &value, type, sizeof(type)))
			return show_chain(s, step, hm_why_event(s->world->m, value, step, HM_WHY_MAX), "that event");
		if (!event && page_argument(s, in, in->args + at, in->args_length - at, &pfn))
			return show_chain(s, step, hm_why_page(s->world->m, pfn, step, HM_WHY_MAX), "that page");
		return false;
	}
	if (at == in->args_length && !lang_declares(s->world->lang, word, length) && find_task(s, word, length, &task) && !word_number(word, length, UINT64_MAX, &value))
		return why_task(s, &task);
	return look_integer(s, in, in->args, in->args_length, &value, type, sizeof(type)) && why_value(s, value);
}

/* ---- explain ---- */

static const char *explained_code(void *context, unsigned int i)
{
	const struct explanation *e = explanation_at(i);

	(void)context;
	return e ? e->code : NULL;
}

static void list_explanations(struct session *s)
{
	const struct explanation *e;

	for (unsigned int i = 0; (e = explanation_at(i)); i++) {
		sink_printf(&s->out, "%-32s ", e->code);
		sink_wrap(&s->out, 33, 33, e->title);
	}
}

static bool cmd_explain(struct session *s, const struct command_input *in)
{
	const struct explanation *e;
	const char *word = s->last_code, *near;
	size_t at = 0, length = strlen(s->last_code);

	if (next_word(in, &at, &word, &length) && word_is(word, length, "list")) {
		list_explanations(s);
		return true;
	}
	if (!length) {
		sink_puts(&s->out, "nothing to explain yet; `explain list` shows what can be explained\n");
		return true;
	}
	e = explanation_find(word, length);
	if (e) {
		explanation_show(&s->out, e);
		return true;
	}
	near = nearest_name(word, length, explained_code, NULL);
	if (near)
		session_error(s, STATUS_ERROR, "hmsh-explain", "\"%.*s\" is not explained; did you mean `explain %s`?", (int)length, word, near);
	else
		session_error(s, STATUS_ERROR, "hmsh-explain", "\"%.*s\" is not explained (`explain list` shows what is)", (int)length, word);
	return false;
}

const struct command look_commands[] = {
	{ "info", "[TOPIC]", "show a part of the machine as a table",
	  "Without a topic: the list of topics. Looking changes nothing.", "info slots", cmd_info, 0, NULL },
	{ "vtop", "ADDRESS", "walk the page tables for an address",
	  "Shows directory and table entry, frame, zone, and whether the TLB has it.",
	  "struct page *p = alloc_page(GFP_HIGHUSER);\nchar *v = kmap_atomic(p, KM_USER0);\nvtop v", cmd_vtop, 0, NULL },
	{ "x", "[/FORMAT] ADDRESS", "examine memory",
	  "FORMAT is a count, a letter (x d u o t a c s) and a size (b h w g), as in\n"
	  "x/8xb v. Reads as a debugger does: no TLB, no accessed bit, no cycles.",
	  "struct page *p = alloc_page(GFP_KERNEL);\nx/8xw p", cmd_x, 0, NULL },
	{ "print", "[/LETTER] EXPRESSION", "show the value of an expression",
	  "Only looks: calls and assignments are refused. At the prompt an expression\n"
	  "without `print` is evaluated with its effects, and its value numbered.",
	  "int a = 42;\nprint a + 1", cmd_print, 0, NULL },
	{ "ptype", "EXPRESSION|TYPE", "show a type, with a struct's members", "A name, an expression, or a type such as struct page.",
	  "ptype struct page", cmd_ptype, 0, NULL },
	{ "whatis", "EXPRESSION", "show the type of an expression", "In one line; `ptype` shows members.", "int a;\nwhatis &a", cmd_whatis, 0, NULL },
	{ "why", "[ADDRESS|PAGE|EVENT]", "go from a symptom back to its cause",
	  "Alone: the chain behind the last kernel report. With an address: who mapped or\n"
	  "unmapped it. With a struct page: where it is mapped, who allocated it. With a\n"
	  "number: that event. `why page 0x38000` and `why event 12` say which is meant.",
	  "struct page *p = alloc_page(GFP_HIGHUSER);\nchar *v = kmap_atomic(p, KM_USER0);\nwhy v", cmd_why, 0, NULL },
	{ "explain", "[CODE|list]", "explain a message: rule, failing and repaired example",
	  "Alone: the last message. Codes are the options in brackets, kernel-bug and its\n"
	  "kin for kernel reports, hmsh-... for the shell's own.", "explain -Wpage-as-address", cmd_explain, 0, NULL },
	{ 0 }
};
