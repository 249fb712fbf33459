/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * --format junit: a suite for each submission, a case for each condition. XML 1.0 cannot hold most control characters, in no spelling: what it cannot hold, and
 * what is no UTF-8, becomes U+FFFD. The teacher's lines are in system-err.
 */
#include <stdint.h>
#include <string.h>

#include "shell/grade/format.h"

/* Bytes of the character at p, 0: it is no UTF-8. */
static size_t decode(const unsigned char *p, size_t n, uint32_t *c)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t len = *p < 0x80 ? 1 : *p >= 0xc2 && *p < 0xe0 ? 2 : *p >= 0xe0 && *p < 0xf0 ? 3 : *p >= 0xf0 && *p < 0xf5 ? 4 : 0;

	if (!len || len > n)
		return 0;
	*c = len == 1 ? *p : *p & (0x7fu >> len);
	for (size_t i = 1; i < len; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		*c = *c << 6 | (p[i] & 0x3f);
	}
	return *c >= least[len] && *c <= 0x10ffff ? len : 0;
}

static bool xml_holds(uint32_t c)
{
	return c == '\t' || c == '\n' || (c >= 0x20 && c < 0xd800 && !(c >= 0x7f && c < 0xa0)) || (c >= 0xe000 && c < 0xfffe) || c >= 0x10000;
}

/* Newlines and tabs stand in content as they are; in an attribute they would become blanks. */
static void put_escaped(struct text *t, const char *text, bool in_attribute)
{
	size_t n = strlen(text);

	for (size_t at = 0; at < n;) {
		uint32_t c = 0;
		size_t len = decode((const unsigned char *)text + at, n - at, &c);

		if (!len || !xml_holds(c))
			text_puts(t, "\xef\xbf\xbd");
		else if (strchr("<>&\"'", (int)(c < 0x80 ? c : 'x')) || (in_attribute && (c == '\n' || c == '\t')))
			text_printf(t, "&#%u;", c);
		else
			text_add(t, text + at, len);
		at += len ? len : 1;
	}
}

static void put_attribute(struct text *t, const char *name, const char *value)
{
	text_printf(t, " %s=\"", name);
	put_escaped(t, value, true);
	text_puts(t, "\"");
}

static void begin(struct sink *out, const struct grade_totals *totals, size_t entries)
{
	struct text t = { 0 };

	(void)entries;
	text_puts(&t, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
	put_attribute(&t, "name", totals->title);
	text_puts(&t, ">\n");
	sink_text(out, &t);
}

static void put_case_head(struct text *t, const struct grade_answer *a, const char *name)
{
	struct text class = { 0 };

	text_printf(&class, "step %zu, %s", a->step, a->title);
	text_puts(t, "    <testcase");
	put_attribute(t, "classname", text_string(&class));
	put_attribute(t, "name", name);
	t->failed |= class.failed;
	text_free(&class);
}

static bool passed(const struct grade_answer *a, size_t i)
{
	return a->finding && a->finding[i].holds != a->task->condition[i].mistake;
}

static void put_case(struct text *t, const struct grade_answer *a, size_t i)
{
	const struct condition *c = &a->task->condition[i];
	const char *end = answer_end_words(a);

	put_case_head(t, a, c->words);
	if (passed(a, i)) {
		text_puts(t, "/>\n");
		return;
	}
	text_puts(t, ">\n      <failure");
	put_attribute(t, "message", a->finding ? c->words : end ? end : "");
	text_puts(t, ">");
	put_escaped(t, c->advice, false);
	text_puts(t, "</failure>\n    </testcase>\n");
}

static void count_cases(const struct grade_result *r, size_t *cases, size_t *failures)
{
	for (size_t k = 0; k < r->answers; k++)
		for (size_t i = 0; i < r->answer[k].task->conditions; i++, ++*cases)
			*failures += !passed(&r->answer[k], i);
}

static void put_suite_head(struct text *t, const struct grade_result *r)
{
	size_t cases = 0, failures = 0;

	if (r->trouble)
		cases = 1;
	else
		count_cases(r, &cases, &failures);
	text_puts(t, "  <testsuite");
	put_attribute(t, "name", r->name);
	text_printf(t, " tests=\"%zu\" failures=\"%zu\" errors=\"%d\">\n", cases, failures, r->trouble != NULL);
	text_printf(t, "    <properties><property name=\"points\" value=\"%u\"/><property name=\"max\" value=\"%u\"/></properties>\n", r->points, r->max);
}

static void put_trouble(struct text *t, const struct grade_result *r)
{
	text_puts(t, "    <testcase classname=\"submission\" name=\"it can be read\">\n      <error");
	put_attribute(t, "message", r->trouble);
	text_puts(t, "/>\n    </testcase>\n");
}

/* What the answers printed, and what only the teacher should see. */
static void put_output(struct text *t, const struct grade_result *r)
{
	struct text teacher = { 0 };
	char layers[80];

	text_puts(t, "    <system-out>");
	put_escaped(t, r->notes, false);
	for (size_t i = 0; i < r->answers; i++)
		put_escaped(t, r->answer[i].output, false);
	sandbox_words(r->layers, layers, sizeof(layers));
	for (size_t i = 0; i < r->answers; i++) {
		text_printf(&teacher, "step %zu: %u of %u points, %s\n", r->answer[i].step, r->answer[i].points, r->answer[i].max, answer_end_name(r->answer[i].end));
		grade_reasons(&r->answer[i], &teacher);
	}
	text_printf(&teacher, "sandbox: %s\n", layers);
	text_puts(t, "</system-out>\n    <system-err>");
	put_escaped(t, text_string(&teacher), false);
	text_puts(t, "</system-err>\n");
	t->failed |= teacher.failed;
	text_free(&teacher);
}

static void result(struct sink *out, const struct grade_totals *totals, const struct grade_result *r)
{
	struct text t = { 0 };

	(void)totals;
	put_suite_head(&t, r);
	if (r->trouble)
		put_trouble(&t, r);
	for (size_t k = 0; k < r->answers && !r->trouble; k++)
		for (size_t i = 0; i < r->answer[k].task->conditions; i++)
			put_case(&t, &r->answer[k], i);
	put_output(&t, r);
	text_puts(&t, "  </testsuite>\n");
	sink_text(out, &t);
}

static void end(struct sink *out, const struct grade_totals *totals)
{
	(void)totals;
	sink_puts(out, "</testsuites>\n");
}

const struct grade_format grade_junit = { "junit", "JUnit XML: a suite for each submission", begin, result, end };
