/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * See reader.h. Speed matters here: a recording has some 220 bytes an operation and the engine needs a fraction of the time
 * that a general JSON parser would. Fields are tried in the order in which recordings write them, so that most names are
 * compared once.
 */
#include "tests/oracle/reader.h"
#include "tests/oracle/token.h"

#include <stdlib.h>
#include <string.h>

const char *const op_names[OP_NR] = {
	[OP_CPU] = "cpu", [OP_TASK] = "task", [OP_CTX] = "ctx", [OP_KMAP] = "kmap", [OP_KUNMAP] = "kunmap",
	[OP_KMAP_ATOMIC] = "kmap_atomic", [OP_KUNMAP_ATOMIC] = "kunmap_atomic", [OP_KUNMAP_ATOMIC_PAGE] = "kunmap_atomic_page",
	[OP_PAGE_ADDRESS] = "page_address", [OP_KMAP_ATOMIC_TO_PAGE] = "kmap_atomic_to_page",
	[OP_KMAP_LOCAL_PAGE] = "kmap_local_page", [OP_KUNMAP_LOCAL] = "kunmap_local", [OP_KMAP_FLUSH_UNUSED] = "kmap_flush_unused",
};
const char *const status_names[STATUS_NR] = {
	[STATUS_OK] = "ok", [STATUS_SLEEP] = "sleep", [STATUS_BUG] = "bug", [STATUS_REFUSED] = "refused",
};
const char *const ctx_names[CTX_NR] = { [CTX_PROCESS] = "process", [CTX_SOFTIRQ] = "softirq", [CTX_IRQ] = "irq" };

static const struct name op_words[OP_NR] = {
	[OP_CPU] = QUOTED("cpu"), [OP_TASK] = QUOTED("task"), [OP_CTX] = QUOTED("ctx"), [OP_KMAP] = QUOTED("kmap"),
	[OP_KUNMAP] = QUOTED("kunmap"), [OP_KMAP_ATOMIC] = QUOTED("kmap_atomic"),
	[OP_KUNMAP_ATOMIC] = QUOTED("kunmap_atomic"), [OP_KUNMAP_ATOMIC_PAGE] = QUOTED("kunmap_atomic_page"),
	[OP_PAGE_ADDRESS] = QUOTED("page_address"), [OP_KMAP_ATOMIC_TO_PAGE] = QUOTED("kmap_atomic_to_page"),
	[OP_KMAP_LOCAL_PAGE] = QUOTED("kmap_local_page"), [OP_KUNMAP_LOCAL] = QUOTED("kunmap_local"),
	[OP_KMAP_FLUSH_UNUSED] = QUOTED("kmap_flush_unused"),
};
static const struct name status_words[STATUS_NR] = {
	[STATUS_OK] = QUOTED("ok"), [STATUS_SLEEP] = QUOTED("sleep"), [STATUS_BUG] = QUOTED("bug"),
	[STATUS_REFUSED] = QUOTED("refused"),
};
static const struct name ctx_words[CTX_NR] = {
	[CTX_PROCESS] = QUOTED("process"), [CTX_SOFTIRQ] = QUOTED("softirq"), [CTX_IRQ] = QUOTED("irq"),
};

/* ---- objects ---- */

/* A field's number by its name, searched from behind the last one. */
static inline bool read_key(struct reader *r, const struct name *names, unsigned int n, unsigned int *next, unsigned int *field,
			    uint32_t *present)
{
	if (!at(r, '"'))
		return fail(r, "a field was expected");
	for (unsigned int tries = 0, i = *next; tries < n; tries++, i = i + 1 < n ? i + 1 : 0)
		if (take_name(r, &names[i])) {
			if (*present >> i & 1)
				return fail(r, "a field is repeated");
			*present |= 1u << i;
			*field = i;
			*next = i + 1 < n ? i + 1 : 0;
			return expect(r, ':', "':' was expected");
		}
	return fail(r, "unknown field");
}

static const struct name arg_names[A_NR] = {
#define X(id, word) [A_##id] = QUOTED(word),
	ARG_FIELDS(X)
#undef X
};

static bool read_arg(struct reader *r, struct args *a, enum arg_field field)
{
	unsigned int word = 0;
	struct slice s;
	bool good = false;

	switch (field) {
	case A_ID: return read_u32(r, &a->id);
	case A_REF: return read_string(r, &a->ref);
	case A_PFN: return read_hex(r, &a->pfn);
	case A_TYPE: return read_string(r, &s);
	case A_TYPE_NR: return read_u32(r, &a->type_nr);
	case A_ADDR: return read_hex(r, &a->addr);
	case A_PAGE: return read_hex(r, &a->page);
	case A_CPU: return read_u32(r, &a->cpu);
	case A_TASK: return read_u32(r, &a->task);
	case A_CTX:
		good = read_word(r, ctx_words, CTX_NR, &word);
		a->ctx = (enum ctx)word;
		return good;
	case A_NR: break;
	}
	return good;
}

static bool read_args(struct reader *r, struct args *a)
{
	unsigned int next = 0, field = 0;

	a->present = 0;
	if (!expect(r, '{', "an object was expected") || take(r, '}'))
		return !r->error;
	do {
		if (!read_key(r, arg_names, A_NR, &next, &field, &a->present) || !read_arg(r, a, (enum arg_field)field))
			return false;
	} while (take(r, ','));
	return expect(r, '}', "'}' was expected");
}

static bool read_op(struct reader *r, unsigned int *op)
{
	if (read_word(r, op_words, OP_NR, op))
		return true;
	r->error = "an operation that is not known";
	return false;
}

static void *more_room(struct reader *r, void *list, size_t *room, size_t size)
{
	void *more = realloc(list, (*room ? *room * 2 : 64) * size);
	if (!more) {
		fail(r, "no memory");
		return NULL;
	}
	*room = *room ? *room * 2 : 64;
	return more;
}

static inline void *make_room(struct reader *r, void *list, size_t n, size_t *room, size_t size)
{
	return n < *room ? list : more_room(r, list, room, size);
}

/* Either side of a change: a count, or a pfn with null for none. */
static bool read_side(struct reader *r, bool pfns, uint32_t *value, bool *none)
{
	bool has = true;

	if (!pfns) {
		*none = false;
		return read_i32(r, value);
	}
	if (!read_hex_or_null(r, &has, value))
		return false;
	*none = !has;
	if (!has)
		*value = NONE_VALUE;
	return true;
}

static bool read_index(struct reader *r, uint32_t *index)
{
	return expect(r, '"', "a number in quotes was expected") && read_u32(r, index) &&
	       expect(r, '"', "a number in quotes was expected");
}

static bool read_change(struct reader *r, bool pfns, struct change *c)
{
	return read_index(r, &c->index) && expect(r, ':', "':' was expected") && expect(r, '[', "[old, new] was expected") &&
	       read_side(r, pfns, &c->old, &c->old_none) && expect(r, ',', "[old, new] was expected") &&
	       read_side(r, pfns, &c->now, &c->now_none) && expect(r, ']', "[old, new] was expected");
}

static bool read_changes(struct reader *r, bool pfns, struct changes *list)
{
	if (!expect(r, '{', "an object was expected") || take(r, '}'))
		return !r->error;
	do {
		struct change *more = make_room(r, list->at, list->n, &list->room, sizeof(*more));

		if (!more)
			return false;
		list->at = more;
		if (!read_change(r, pfns, &list->at[list->n]))
			return false;
		list->n++;
	} while (take(r, ','));
	return expect(r, '}', "'}' was expected");
}

static bool read_events(struct reader *r, struct line *l)
{
	if (!expect(r, '[', "an array was expected") || take(r, ']'))
		return !r->error;
	do {
		struct slice *more = make_room(r, l->event, l->events, &l->event_room, sizeof(*more));

		if (!more)
			return false;
		l->event = more;
		if (!read_string(r, &l->event[l->events]))
			return false;
		l->events++;
	} while (take(r, ','));
	return expect(r, ']', "']' was expected");
}

static bool read_forced(struct reader *r, struct line *l)
{
	if (!expect(r, '[', "an array was expected") || take(r, ']'))
		return !r->error;
	do {
		if (l->forceds == sizeof(l->forced) / sizeof(l->forced[0]))
			return fail(r, "too many locks");
		if (!read_string(r, &l->forced[l->forceds++]))
			return false;
	} while (take(r, ','));
	return expect(r, ']', "']' was expected");
}

static bool read_pair(struct reader *r, uint32_t *old, uint32_t *now)
{
	return expect(r, '[', "[old, new] was expected") && read_u32(r, old) && expect(r, ',', "[old, new] was expected") &&
	       read_u32(r, now) && expect(r, ']', "[old, new] was expected");
}

/* CPUs on which something ran, as bits. */
static bool read_cpus(struct reader *r, uint64_t *cpus)
{
	uint32_t cpu;

	*cpus = 0;
	if (!expect(r, '[', "an array was expected") || take(r, ']'))
		return !r->error;
	do {
		if (!read_u32(r, &cpu) || cpu > 63)
			return fail(r, "a CPU was expected");
		*cpus |= (uint64_t)1 << cpu;
	} while (take(r, ','));
	return expect(r, ']', "']' was expected");
}

/* ---- resumed ---- */

enum { R_I, R_OP, R_ARGS, R_STATUS, R_RESULT, R_NR };

static bool read_resumed_field(struct reader *r, struct resumed *s, unsigned int field)
{
	unsigned int word = 0;
	int64_t n = 0;
	bool good;

	switch (field) {
	case R_I:
		good = read_int(r, &n);
		s->i = (uint64_t)n;
		return good;
	case R_OP:
		good = read_op(r, &word);
		s->op = (enum op)word;
		return good;
	case R_ARGS: return read_args(r, &s->args);
	case R_STATUS:
		good = read_word(r, status_words, STATUS_NR, &word);
		s->status = (enum status)word;
		return good;
	default: return read_hex_or_null(r, &s->has_result, &s->result);
	}
}

static bool read_resumed(struct reader *r, struct resumed *s)
{
	static const struct name names[R_NR] = {
		[R_I] = QUOTED("i"), [R_OP] = QUOTED("op"), [R_ARGS] = QUOTED("args"), [R_STATUS] = QUOTED("status"),
		[R_RESULT] = QUOTED("result"),
	};
	unsigned int next = 0, field = 0;
	uint32_t present = 0;

	if (!expect(r, '{', "an object was expected"))
		return false;
	do {
		if (!read_key(r, names, R_NR, &next, &field, &present) || !read_resumed_field(r, s, field))
			return false;
	} while (take(r, ','));
	if (present != (1u << R_NR) - 1)
		return fail(r, "a field of `resumed` is missing");
	return expect(r, '}', "'}' was expected");
}

/* ---- a line ---- */

static bool read_whole(struct reader *r, uint64_t *value)
{
	int64_t n = 0;

	if (!read_int(r, &n))
		return false;
	*value = (uint64_t)n;
	return n >= 0 || fail(r, "a number from 0 was expected");
}

static bool read_enum_field(struct reader *r, struct line *l, enum line_field field)
{
	unsigned int word = 0;
	bool good;

	if (field == F_OP) {
		good = read_op(r, &word);
		l->op = (enum op)word;
	} else if (field == F_CTX) {
		good = read_word(r, ctx_words, CTX_NR, &word);
		l->ctx = (enum ctx)word;
	} else {
		good = read_word(r, status_words, STATUS_NR, &word);
		l->status = (enum status)word;
	}
	return good;
}

static bool read_signed(struct reader *r, int32_t *value)
{
	uint32_t n = 0;
	bool good = read_i32(r, &n);

	*value = (int32_t)n;
	return good;
}

static bool read_field(struct reader *r, struct line *l, enum line_field field)
{
	switch (field) {
	case F_I: return read_whole(r, &l->i);
	case F_OP:
	case F_CTX:
	case F_STATUS: return read_enum_field(r, l, field);
	case F_ARGS: return read_args(r, &l->args);
	case F_CPU: return read_u32(r, &l->cpu);
	case F_TASK: return read_u32(r, &l->task);
	case F_WHY: return read_string(r, &l->why);
	case F_RESULT: return read_hex_or_null(r, &l->has_result, &l->result);
	case F_PFN: return read_hex_or_null(r, &l->has_pfn, &l->pfn);
	case F_RESUMED: return read_resumed(r, &l->resumed);
	case F_EVENTS: return read_events(r, l);
	case F_FORCED_UNLOCK: return read_forced(r, l);
	case F_PREEMPT_COUNT: return read_signed(r, &l->preempt_count);
	case F_PAGEFAULT_DISABLED: return read_signed(r, &l->pagefault_disabled);
	case F_MIGRATION_DISABLED: return read_signed(r, &l->migration_disabled);
	case F_KMAP_CTRL_IDX: return read_signed(r, &l->kmap_ctrl_idx);
	case F_FLUSH_CPUS: return read_cpus(r, &l->flush_cpus);
	case F_WCHAN: return read_string(r, &l->wchan);
	case F_PKMAP_COUNT: return read_changes(r, false, &l->pkmap_count);
	case F_PKMAP_PTE: return read_changes(r, true, &l->pkmap_pte);
	case F_LAST_PKMAP_NR: return read_pair(r, &l->last_old, &l->last_now);
	case F_FIXMAP: return read_changes(r, true, &l->fixmap);
	case F_NR: break;
	}
	return false;
}

static const struct name line_names[F_NR] = {
#define X(id, word) [F_##id] = QUOTED(word),
	LINE_FIELDS(X)
#undef X
};

static bool read_line(struct reader *r, struct line *l)
{
	unsigned int next = 0, field = 0;

	if (!expect(r, '{', "an object was expected"))
		return false;
	do {
		if (!read_key(r, line_names, F_NR, &next, &field, &l->present) || !read_field(r, l, (enum line_field)field))
			return false;
	} while (take(r, ','));
	if ((l->present & l->needed) != l->needed)
		return fail(r, "a field is missing");
	if (l->present & ~l->allowed)
		return fail(r, "a field that this era's recordings do not have");
	return expect(r, '}', "'}' was expected");
}

const char *line_read(struct line *l, const char *text, size_t n, size_t *column)
{
	struct reader r = { .p = text, .end = text + n };

	l->present = 0;
	l->has_result = l->has_pfn = false;
	l->flush_cpus = 0;
	l->events = l->forceds = 0;
	l->pkmap_count.n = l->pkmap_pte.n = l->fixmap.n = 0;
	if (read_line(&r, l)) {
		skip_space(&r);
		if (r.p != r.end)
			fail(&r, "text behind the object");
	}
	*column = (size_t)(r.p - text) + 1;
	return r.error;
}

void line_free(struct line *l)
{
	free(l->event);
	free(l->pkmap_count.at);
	free(l->pkmap_pte.at);
	free(l->fixmap.at);
}
