/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Values as gdb's `print` writes them: `65 'A'`, `KM_USER0`, `(char *) 0xfffed000 "A"`, `{flags = 0x40, ...}`. Everything is peeked at:
 * no TLB, no A and D bits, no event. As in gdb, arrays and strings end after 200 elements, and ten equal elements in a row are one.
 * Unlike gdb: a struct's `unsigned long` is hexadecimal, since in the kernel it holds addresses and flags.
 */
#include <string.h>

#include "shell/lang/value.h"

enum { ELEMENTS_MAX = 200, REPEATS = 10, DEPTH_MAX = 12, STRING_MAX = 200 };

/* Where in a value the printer is. */
struct printer { struct lang *lang; struct text *t; unsigned int depth, elements; };

static void print_object(struct printer *p, const struct type *type, uint32_t address, bool inside);

/* ---- characters ---- */

static void print_char(struct text *t, unsigned char c, char quote)
{
	static const char escapes[] = "a\ab\bf\fn\nr\rt\tv\v";

	for (const char *e = escapes; c && *e; e += 2)
		if ((unsigned char)e[1] == c) {
			text_add(t, "\\%c", e[0]);
			return;
		}
	if (c == (unsigned char)quote || c == '\\')
		text_add(t, "\\%c", c);
	else if (c < ' ' || c >= 0x7f)
		text_add(t, "\\%03o", c);
	else
		text_add(t, "%c", c);
}

/* The text that a char pointer points to, up to its NUL. */
static void print_string(struct printer *p, uint32_t address)
{
	unsigned char c = 0;
	unsigned int n = 0;

	if (!hm_peek(p->lang->m, address, &c, 1)) {
		text_add(p->t, " <error: Cannot access memory at address 0x%x>", address);
		return;
	}
	text_add(p->t, " \"");
	for (; c && n < STRING_MAX; n++) {
		print_char(p->t, c, '"');
		if (!hm_peek(p->lang->m, address + n + 1, &c, 1))
			break;
	}
	text_add(p->t, n == STRING_MAX ? "\"..." : "\"");
}

/* ---- scalars ---- */

static bool is_char(const struct type *t)
{
	return t->kind == TY_CHAR || t->kind == TY_SCHAR || t->kind == TY_UCHAR;
}

static const char *enumerator_name(const struct lang *lang, const struct type *type, int64_t value)
{
	const struct type *plain = type->unqualified ? type->unqualified : type;
	const char *found = NULL;
	struct symbol *s;

	/* newest first: of two with the same value gdb names the first one */
	for (unsigned int i = 0; (s = front_symbol(lang->front, i)); i++)
		if (s->kind == SYM_ENUMERATOR && s->enumeration && s->value == value &&
		    (s->enumeration == plain || s->enumeration->unqualified == plain))
			found = s->name;
	return found;
}

static void print_enum(struct printer *p, const struct type *type, uint64_t value)
{
	const char *name = enumerator_name(p->lang, type, (int64_t)value);

	if (name)
		text_add(p->t, "%s", name);
	else
		text_add(p->t, "%lld", (long long)value);
}

static const char *function_name(const struct lang *lang, uint64_t address)
{
	const struct text_slot *slot = text_at(lang, address);
	const struct hm_call *row;
	struct symbol *s;

	if (!slot)
		return NULL;
	if (slot->kind == TEXT_FUNCTION)
		return lang->pool + lang->functions[slot->number].name;
	row = slot->kind == TEXT_CALL ? hm_call_at(lang->m, slot->number) : NULL;
	for (unsigned int i = 0; (s = front_symbol(lang->front, i)); i++)
		if (s->kind == SYM_CALL && s->library == (row == NULL) && s->call == slot->number)
			return s->name;
	return NULL;
}

static void print_pointer(struct printer *p, const struct type *type, uint64_t value, bool inside)
{
	const char *function = function_name(p->lang, value);
	char text[256];

	if (!inside || type->base->kind == TY_FUNCTION) {
		type_text_plain(type, text, sizeof(text));
		text_add(p->t, "(%s) ", text);
	}
	text_add(p->t, "0x%llx", (unsigned long long)value);
	if (function)
		text_add(p->t, " <%s>", function);
	else if (is_char(type->base) && value)
		print_string(p, (uint32_t)value);
}

static void print_scalar(struct printer *p, const struct type *type, uint64_t value, bool inside)
{
	if (type->kind == TY_POINTER) {
		print_pointer(p, type, value, inside);
	} else if (type->kind == TY_ENUM) {
		print_enum(p, type, value);
	} else if (type->kind == TY_BOOL) {
		text_add(p->t, "%s", value ? "true" : "false");
	} else if (is_char(type)) {
		text_add(p->t, "%d '", type_is_unsigned(type) ? (int)(uint8_t)value : (int)(int8_t)value);
		print_char(p->t, (unsigned char)value, '\'');
		text_add(p->t, "'");
	} else if (inside && type->kind == TY_ULONG) {
		text_add(p->t, "0x%llx", (unsigned long long)value);
	} else if (type_is_unsigned(type)) {
		text_add(p->t, "%llu", (unsigned long long)value);
	} else {
		text_add(p->t, "%lld", (long long)value);
	}
}

/* ---- aggregates ---- */

static void print_char_array(struct printer *p, uint32_t address, uint32_t length)
{
	unsigned char bytes[STRING_MAX];
	uint32_t shown = length < STRING_MAX ? length : STRING_MAX, end = shown, zeroes;

	if (!hm_peek(p->lang->m, address, bytes, shown)) {
		text_add(p->t, "<error: Cannot access memory at address 0x%x>", address);
		return;
	}
	while (end && !bytes[end - 1])
		end--;
	/* the NUL that ends a string is not shown; more of them are, each for itself or as one */
	zeroes = shown == length && end < shown ? shown - end - 1 : shown - end;
	text_add(p->t, "\"");
	for (uint32_t i = 0; i < end + (zeroes > REPEATS ? 0 : zeroes); i++)
		print_char(p->t, bytes[i], '"');
	text_add(p->t, "\"");
	if (zeroes > REPEATS)
		text_add(p->t, "%s'\\000' <repeats %u times>", end ? ", " : "", zeroes);
	if (shown < length)
		text_add(p->t, "...");
}

static bool equal_elements(struct printer *p, uint32_t a, uint32_t b, uint32_t size)
{
	uint8_t x[256], y[256];

	return size && size <= sizeof(x) && hm_peek(p->lang->m, a, x, size) && hm_peek(p->lang->m, b, y, size) && !memcmp(x, y, size);
}

/* The limit counts the elements of all arrays in the value together, as gdb's does. */
static void print_array(struct printer *p, const struct type *type, uint32_t address)
{
	const struct type *element = type->base;
	uint32_t length = type->length == UINT32_MAX ? 0 : type->length, i = 0;

	if (is_char(element)) {
		print_char_array(p, address, length);
		return;
	}
	text_add(p->t, "{");
	for (; i < length && p->elements < ELEMENTS_MAX; p->elements++) {
		uint32_t at = address + i * element->size, run = 1;

		text_add(p->t, "%s", i ? ", " : "");
		print_object(p, element, at, true);
		while (i + run < length && equal_elements(p, at, at + run * element->size, element->size))
			run++;
		if (run > REPEATS)
			text_add(p->t, " <repeats %u times>", run);
		i += run > REPEATS ? run : 1;
	}
	text_add(p->t, i < length ? "...}" : "}");
}

static void print_record(struct printer *p, const struct type *type, uint32_t address)
{
	text_add(p->t, "{");
	for (unsigned int i = 0; i < type->field_count; i++) {
		const struct field *field = &type->fields[i];

		text_add(p->t, "%s", i ? ", " : "");
		if (field->name)
			text_add(p->t, "%s = ", field->name);
		print_object(p, field->type, address + field->offset, true);
	}
	text_add(p->t, "}");
}

static void print_object(struct printer *p, const struct type *type, uint32_t address, bool inside)
{
	uint64_t value = 0;

	if (++p->depth > DEPTH_MAX)
		text_add(p->t, "...");
	else if (type->kind == TY_ARRAY)
		print_array(p, type, address);
	else if (type_is_record(type))
		print_record(p, type, address);
	else if (!type->size || type->size > 8)
		text_add(p->t, "<incomplete type>");
	else if (!hm_peek(p->lang->m, address, &value, type->size))
		text_add(p->t, "<error: Cannot access memory at address 0x%x>", address);
	else
		print_scalar(p, type, convert_value(value, type), inside);
	p->depth--;
}

void value_text(struct lang *lang, const struct type *type, uint64_t value, struct text *t)
{
	struct printer p = { .lang = lang, .t = t };
	char text[256];
	const char *name;

	if (type->kind == TY_FUNCTION) {
		name = function_name(lang, value);
		type_text_plain(type, text, sizeof(text));
		text_add(t, "{%s} 0x%llx", text, (unsigned long long)value);
		if (name)
			text_add(t, " <%s>", name);
	} else if (type_is_scalar(type)) {
		print_scalar(&p, type, value, false);
	} else {
		print_object(&p, type, (uint32_t)value, false);
	}
}
