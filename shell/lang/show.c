/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Values, types and variables for the prompt: `$1 = ...` and the history behind it, print, ptype, whatis, info locals.
 *
 * A kept value is an object in user memory that the front end knows as the top-level names `$N`, `$` (the last) and `$$` (the one before):
 * so later expressions use it like a variable, and undo takes it back like one.
 */
#include <string.h>

#include "shell/lang/memory.h"
#include "shell/lang/value.h"

enum { POINTERS_OF_ARRAY = 16 };

/* ---- values ---- */

static const struct type *code_value(struct lang *lang, uint16_t task, const struct lang_code *code, uint64_t *value)
{
	const struct lang_state *state = lang_state(lang);
	const struct task_code *t;

	if (code->function == LOOK_FUNCTION)
		return lang->look.value_type && vm_run_scratch(lang, true, value) ? lang->look.value_type : NULL;
	t = task_code(lang, task);
	if (!state || !code->has_value || code->function >= state->bodies || !t || !t->done || t->function != code->function)
		return NULL;
	*value = t->value;
	return lang->bodies[code->function].value_type;
}

/* Gives the object one more name at top level. */
static bool name_value(struct lang *lang, const char *name, const struct type *type, hm_vaddr_t place)
{
	struct symbol *s = front_declare(lang->front, name, type);

	if (s)
		s->place = place;
	return s != NULL;
}

static bool store_value(struct lang *lang, const struct type *type, uint64_t value, hm_vaddr_t place)
{
	uint8_t bytes[256];

	if (type_is_scalar(type)) {
		data_write(lang, place, &value, type->size);
		return true;
	}
	for (uint32_t at = 0, n; at < type->size; at += n) {
		n = type->size - at < sizeof(bytes) ? type->size - at : (uint32_t)sizeof(bytes);
		if (!hm_peek(lang->m, (hm_vaddr_t)value + at, bytes, n))
			return false;
		data_write(lang, place + at, bytes, n);
	}
	return true;
}

static hm_vaddr_t kept_place(const struct lang *lang, unsigned int number)
{
	char name[16];
	const struct symbol *s;

	(void)snprintf(name, sizeof(name), "$%u", number);
	s = number ? front_find(lang->front, name, strlen(name)) : NULL;
	return s ? s->place : 0;
}

/* The number of the kept value; 0: it could not be kept. */
static unsigned int keep_value(struct lang *lang, const struct type *type, uint64_t value)
{
	struct lang_state *state = lang_state(lang);
	unsigned int number = state->values + 1;
	const struct symbol *last = front_find(lang->front, "$", 1);
	const struct type *last_type = last ? last->type : NULL;
	hm_vaddr_t place, last_place = kept_place(lang, state->values);
	char name[16];

	place = data_alloc(lang, type->size, type->align < 4 ? 4 : type->align);
	(void)snprintf(name, sizeof(name), "$%u", number);
	if (!place || !store_value(lang, type, value, place))
		return 0;
	if ((last_place && last_type && !name_value(lang, "$$", last_type, last_place)) || !name_value(lang, "$", type, place) ||
	    !name_value(lang, name, type, place))
		return 0;
	state = lang_state(lang);
	state->values = number;
	state->front = front_mark(lang->front);
	lang_mark_state(lang);
	return number;
}

bool lang_show_value(struct lang *lang, uint16_t task, const struct lang_code *code, bool keep, unsigned int *number, char *out, size_t size)
{
	struct text t = { .out = out, .size = size };
	uint64_t value = 0;
	const struct type *type = code_value(lang, task, code, &value);

	if (number)
		*number = 0;
	if (size)
		out[0] = 0;
	if (!type || type->kind == TY_VOID)
		return false;
	value_text(lang, type, value, &t);
	if (keep && type->kind != TY_FUNCTION && code->function != LOOK_FUNCTION) {
		unsigned int n = keep_value(lang, type, value);

		if (number)
			*number = n;
	}
	return true;
}

bool lang_look_integer(struct lang *lang, uint32_t begin, uint32_t end, struct diag_list *diags, uint64_t *value, char *type, size_t type_size)
{
	struct lang_code code;
	const struct type *t;

	if (!lang_compile_look(lang, begin, end, diags, &code))
		return false;
	t = lang->look.value_type;
	if (!code.has_value || !t || t->kind == TY_VOID) {
		lang_diag(diags, begin, "hmsh-value", "this has no value");
		return false;
	}
	if (type_is_record(t)) {
		lang_diag(diags, begin, "hmsh-value", "this is no number and no address");
		return false;
	}
	if (!vm_run_scratch(lang, true, value)) {
		lang_diag(diags, begin, "hmsh-value", "%s", lang->error);
		diags->failed = diags->failed || !strcmp(lang->error, "out of memory");
		return false;
	}
	type_text_plain(t, type, type_size);
	return true;
}

/* ---- types ---- */

void declaration_text(const struct type *type, const char *name, struct text *t)
{
	const struct type *element = type;
	char base[256];
	char *star;

	while (element->kind == TY_ARRAY)
		element = element->base;
	type_text_plain(element, base, sizeof(base));
	star = strstr(base, "(*");
	if (star) {
		size_t stars = strspn(star + 1, "*");

		text_add(t, "%.*s%s%s", (int)(star + 1 + stars - base), base, name, star + 1 + stars);
	} else {
		text_add(t, "%s%s%s", base, base[0] && base[strlen(base) - 1] == '*' ? "" : " ", name);
	}
	for (; type->kind == TY_ARRAY; type = type->base) {
		if (type->length == UINT32_MAX)
			text_add(t, "[]");
		else
			text_add(t, "[%u]", type->length);
	}
}

static void record_text(const struct type *type, unsigned int indent, struct text *t)
{
	text_add(t, "%s %s%s{\n", type->kind == TY_STRUCT ? "struct" : "union", type->tag ? type->tag : "", type->tag ? " " : "");
	for (unsigned int i = 0; i < type->field_count; i++) {
		const struct field *f = &type->fields[i];
		const struct type *ft = f->type->unqualified ? f->type->unqualified : f->type;

		text_add(t, "%*s", (int)indent + 4, "");
		if (type_is_record(ft) && !ft->tag && !f->type->typedef_name && indent < 32) {
			record_text(ft, indent + 4, t);
			text_add(t, "%s%s", f->name ? " " : "", f->name ? f->name : "");
		} else {
			declaration_text(f->type, f->name ? f->name : "", t);
		}
		text_add(t, ";\n");
	}
	text_add(t, "%*s}", (int)indent, "");
}

static void enum_text(const struct lang *lang, const struct type *type, struct text *t)
{
	const struct type *plain = type->unqualified ? type->unqualified : type;
	unsigned int count = 0, shown = 0;
	struct symbol *s;

	for (unsigned int i = 0; (s = front_symbol(lang->front, i)); i++)
		count += s->kind == SYM_ENUMERATOR && s->enumeration == plain;
	text_add(t, "enum %s%s{", type->tag ? type->tag : "", type->tag ? " " : "");
	/* front_symbol() counts from the newest: the last one found is the first declared */
	for (unsigned int want = count; want-- > 0; shown++) {
		unsigned int seen = 0;

		for (unsigned int i = 0; (s = front_symbol(lang->front, i)); i++)
			if (s->kind == SYM_ENUMERATOR && s->enumeration == plain && seen++ == want)
				break;
		if (s)
			text_add(t, "%s%s = %lld", shown ? ", " : "", s->name, (long long)s->value);
	}
	text_add(t, "}");
}

bool lang_show_type(struct lang *lang, uint32_t begin, uint32_t end, bool expand, struct diag_list *diags, char *out, size_t size)
{
	struct text t = { .out = out, .size = size };
	struct lang_code code;
	const struct type *type, *inner;
	unsigned int stars = 0;
	char text[256];

	if (size)
		out[0] = 0;
	lang->look_type_only = true;
	if (!lang_compile_look(lang, begin, end, diags, &code)) {
		lang->look_type_only = false;
		return false;
	}
	lang->look_type_only = false;
	type = front_type_of_look(lang->front);
	if (!type)
		return false;
	for (inner = type; expand && inner->kind == TY_POINTER; inner = inner->base)
		stars++;
	inner = inner->unqualified ? inner->unqualified : inner;
	if (expand && type_is_record(inner) && inner->complete)
		record_text(inner, 0, &t);
	else if (expand && inner->kind == TY_ENUM)
		enum_text(lang, inner, &t);
	else
		stars = UINT32_MAX;
	if (stars == UINT32_MAX) {
		type_text_plain(type, text, sizeof(text));
		text_add(&t, "%s", text);
	} else if (stars) {
		text_add(&t, " ");
		for (; stars; stars--)
			text_add(&t, "*");
	}
	return true;
}

/* ---- variables ---- */

static uint64_t local_value(struct lang *lang, const struct task_code *t, const struct local *v)
{
	uint64_t value = ((const uint64_t *)(const void *)t)[t->base + v->place];
	uint32_t address;

	if (!v->in_memory)
		return value;
	address = lang->layout.user_start + USER_SIZE - STACK_SIZE + stack_frame(t->memory) * (uint32_t)STACK_ALIGN + v->place;
	if (!type_is_scalar(v->type))
		return address;
	value = 0;
	(void)hm_peek(lang->m, address, &value, v->type->size);
	return convert_value(value, v->type);
}

static void frame_locals(struct lang *lang, const struct task_code *code, struct text *t)
{
	const struct lang_state *state = lang_state(lang);
	const struct body *body = body_at(lang, code->pc);

	for (uint32_t i = body ? body->locals : state->locals; i < state->locals; i++) {
		const struct local *v = &lang->locals[i];

		if (&lang->bodies[v->body] != body || code->pc < v->begin || code->pc >= v->end)
			continue;
		text_add(t, "%s = ", lang->pool + v->name);
		value_text(lang, v->type, local_value(lang, code, v), t);
		text_add(t, "\n");
	}
}

static void session_variables(struct lang *lang, struct text *t)
{
	struct symbol *s;
	uint64_t value;

	for (unsigned int i = 0; (s = front_symbol(lang->front, i)); i++) {
		if (s->kind != SYM_OBJECT || s->storage != SC_STATIC || !s->place || s->name[0] == '$' || !front_is_user(lang->front, s) ||
		    front_find(lang->front, s->name, strlen(s->name)) != s)
			continue;
		value = s->place;
		if (type_is_scalar(s->type)) {
			value = 0;
			(void)hm_peek(lang->m, s->place, &value, s->type->size);
			value = convert_value(value, s->type);
		}
		text_add(t, "%s = ", s->name);
		value_text(lang, s->type, value, t);
		text_add(t, "\n");
	}
}

/* Pointers in this variable: 1, or the elements of an array of them; 0: it is something else, or hidden. */
static unsigned int pointers_in(const struct lang *lang, const struct symbol *s)
{
	if (s->kind != SYM_OBJECT || s->storage != SC_STATIC || !s->place || s->name[0] == '$' || !front_is_user(lang->front, s) ||
	    front_find(lang->front, s->name, strlen(s->name)) != s)
		return 0;
	if (s->type->kind == TY_POINTER)
		return 1;
	if (s->type->kind != TY_ARRAY || s->type->base->kind != TY_POINTER)
		return 0;
	return s->type->length < POINTERS_OF_ARRAY ? s->type->length : POINTERS_OF_ARRAY;
}

bool lang_next_pointer(struct lang *lang, unsigned int *cursor, char name[32], uint32_t *value, char *type, size_t size)
{
	struct symbol *s;

	while ((s = front_symbol(lang->front, *cursor / POINTERS_OF_ARRAY))) {
		unsigned int element = *cursor % POINTERS_OF_ARRAY, count = pointers_in(lang, s);

		if (element >= count) {
			*cursor += POINTERS_OF_ARRAY - element;
			continue;
		}
		++*cursor;
		if (s->type->kind == TY_ARRAY)
			(void)snprintf(name, 32, "%.24s[%u]", s->name, element);
		else
			(void)snprintf(name, 32, "%s", s->name);
		*value = 0;
		(void)hm_peek(lang->m, s->place + element * 4, value, sizeof(*value));
		type_text_plain(s->type->kind == TY_ARRAY ? s->type->base->base : s->type->base, type, size);
		return true;
	}
	return false;
}

int lang_show_locals(struct lang *lang, uint16_t task, char *out, size_t size)
{
	struct text t = { .out = out, .size = size };
	const struct task_code *code = task_code(lang, task);

	if (size)
		out[0] = 0;
	if (code && code->busy && lang_state(lang))
		frame_locals(lang, code, &t);
	session_variables(lang, &t);
	return (int)t.n;
}
