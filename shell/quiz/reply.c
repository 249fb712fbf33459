/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading answers: see reply.h. Digits alone are decimal; where an address is asked for, digits that are right as hexadecimal count as well, and the learner
 * is told to write 0x. An expression is looked at on the learner's own machine, which it cannot change.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "shell/command/command.h"
#include "shell/learn/typed.h"
#include "shell/quiz/reply.h"

enum { ADDRESS_DIGITS = 5, MOST_DIGITS = 16 };

static bool all_digits(const char *text, size_t n, int base)
{
	size_t i = 0;

	while (i < n && (base == 16 ? isxdigit((unsigned char)text[i]) : text[i] >= '0' && text[i] < '0' + base))
		i++;
	return n && i == n;
}

static uint64_t digits(const char *text, size_t n, int base)
{
	uint64_t value = 0;

	for (size_t i = 0; i < n; i++) {
		char c = (char)tolower((unsigned char)text[i]);

		value = value * (uint64_t)base + (uint64_t)(c >= 'a' ? c - 'a' + 10 : c - '0');
	}
	return value;
}

/* A lone number in any of the usual ways; *bare: hexadecimal without its 0x. */
static bool read_number(const char *text, size_t n, uint64_t *value, bool *bare)
{
	bool prefixed = n > 2 && text[0] == '0' && !isdigit((unsigned char)text[1]);
	int base = prefixed && (text[1] | 32) == 'x' ? 16 : prefixed && (text[1] | 32) == 'b' ? 2 : 0;

	*bare = false;
	if (n > MOST_DIGITS * 4)
		return false;
	if (base && all_digits(text + 2, n - 2, base)) {
		*value = digits(text + 2, n - 2, base);
		return true;
	}
	if (all_digits(text, n, 10)) {
		*value = digits(text, n, 10);
		return true;
	}
	*bare = all_digits(text, n, 16);
	*value = *bare ? digits(text, n, 16) : 0;
	return *bare;
}

static int offer_of(const struct exercise *p, uint64_t value)
{
	for (unsigned int i = 0; p->numbers && i < p->offers; i++)
		if (p->offer[i].value == value)
			return (int)i;
	return -1;
}

/* "B", "b", "B.", "B)" */
static int letter_of(unsigned int choices, const char *text, size_t n)
{
	int letter = n == 1 || (n == 2 && (text[1] == '.' || text[1] == ')')) ? toupper((unsigned char)*text) - 'A' : -1;

	return letter >= 0 && letter < (int)choices ? letter : -1;
}

/* A number, or a letter that is none of the choices: an answer that went wrong rather than C. "bad" is a name, not hexadecimal. */
static bool meant_for_letter(const char *text, size_t n)
{
	uint64_t value;
	bool bare;

	if (letter_of(26, text, n) >= 0)
		return true;
	return read_number(text, n, &value, &bare) && !bare;
}

/* "line 7" is 7. */
static void skip_word(const char **text, size_t *n)
{
	if (*n > 5 && !strncasecmp(*text, "line ", 5)) {
		*text += 5;
		*n -= 5;
	}
}

static bool read_expression(struct session *s, const char *text, size_t n, uint64_t *value)
{
	const struct command_input in = { .line = text, .length = n, .file = "<quiz>", .line_number = 1 };
	char type[80];

	return look_integer(s, &in, text, n, value, type, sizeof(type));
}

static void read_value(struct session *s, const struct exercise *p, const char *text, size_t n, struct judged *out)
{
	uint64_t other;
	bool bare;

	if (read_number(text, n, &out->value, &bare)) {
		out->read = true;
		if (bare)
			snprintf(out->note, sizeof(out->note), "(%.*s is read as hexadecimal; in C it is written 0x%.*s.)", (int)n, text, (int)n, text);
		other = n >= ADDRESS_DIGITS && n <= MOST_DIGITS ? digits(text, n, 16) : 0;
		if (!bare && p->hex && all_digits(text, n, 10) && p->offer[p->right].value == other && out->value != other) {
			out->value = other;
			snprintf(out->note, sizeof(out->note), "(Taken as hexadecimal; in C it is written 0x%.*s.)", (int)n, text);
		}
		return;
	}
	out->read = read_expression(s, text, n, &out->value);
	if (out->value >> 32 == 0xffffffff) /* an int below 0, or an address */
		out->value &= 0xffffffff;
}

void quiz_judge(struct session *s, const struct exercise *p, const char *text, size_t length, struct judged *out)
{
	int letter;

	*out = (struct judged){ .offer = -1 };
	typed_trim(&text, &length);
	skip_word(&text, &length);
	letter = p->form == QUIZ_CHOICE ? letter_of(p->offers, text, length) : -1;
	if (letter >= 0)
		*out = (struct judged){ .read = true, .offer = letter };
	else if (length && (p->form != QUIZ_CHOICE || p->numbers))
		read_value(s, p, text, length, out);
	if (letter < 0 && out->read)
		out->offer = offer_of(p, out->value);
	if (p->form == QUIZ_CHOICE && out->offer < 0)
		out->read = false;
	out->right = out->read && out->offer == (int)p->right;
}

bool quiz_is_reply(const struct session *s, enum quiz_form form, const char *text, size_t length)
{
	uint64_t value;
	bool bare;

	if (!length || lang_declares(s->world->lang, text, length))
		return false;
	switch (form) {
	case QUIZ_CHOICE:
		return meant_for_letter(text, length);
	case QUIZ_LINE:
		skip_word(&text, &length);
		return all_digits(text, length, 10);
	case QUIZ_DECIMAL:
	case QUIZ_HEX:
		break;
	}
	return read_number(text, length, &value, &bare);
}
