/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reader for one line of a recording: one JSON object of a fixed shape (tests/oracle/README.md). It takes any order of fields
 * and any white space between tokens, and refuses everything that is not of this shape: an unknown or repeated field, a value
 * of another type, a number out of range, text behind the object. Strings are slices of the line and are never copied.
 */
#ifndef ORACLE_READER_H
#define ORACLE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct slice { const char *p; size_t n; };

enum op {
	OP_CPU, OP_TASK, OP_CTX, OP_KMAP, OP_KUNMAP, OP_KMAP_ATOMIC, OP_KUNMAP_ATOMIC, OP_KUNMAP_ATOMIC_PAGE, OP_PAGE_ADDRESS,
	OP_KMAP_ATOMIC_TO_PAGE, OP_KMAP_LOCAL_PAGE, OP_KUNMAP_LOCAL, OP_KMAP_FLUSH_UNUSED, OP_NR
};
enum status { STATUS_OK, STATUS_SLEEP, STATUS_BUG, STATUS_REFUSED, STATUS_NR };
enum ctx { CTX_PROCESS, CTX_SOFTIRQ, CTX_IRQ, CTX_NR };

extern const char *const op_names[OP_NR], *const status_names[STATUS_NR], *const ctx_names[CTX_NR];

/* X(id, name): fields of a line in the order in which they are written. */
#define LINE_FIELDS(X) \
	X(I, "i") X(OP, "op") X(ARGS, "args") X(CPU, "cpu") X(TASK, "task") X(CTX, "ctx") X(STATUS, "status") X(WHY, "why") \
	X(RESULT, "result") X(PFN, "pfn") X(RESUMED, "resumed") X(EVENTS, "events") X(FORCED_UNLOCK, "forced_unlock") \
	X(PREEMPT_COUNT, "preempt_count") X(PAGEFAULT_DISABLED, "pagefault_disabled") \
	X(MIGRATION_DISABLED, "migration_disabled") X(KMAP_CTRL_IDX, "kmap_ctrl_idx") \
	X(PKMAP_COUNT, "pkmap_count") X(PKMAP_PTE, "pkmap_pte") \
	X(LAST_PKMAP_NR, "last_pkmap_nr") X(FIXMAP, "fixmap") X(FLUSH_CPUS, "flush_cpus") X(WCHAN, "wchan")

#define ARG_FIELDS(X) X(ID, "id") X(PFN, "pfn") X(TYPE, "type") X(TYPE_NR, "type_nr") X(ADDR, "addr") X(REF, "ref") \
	X(PAGE, "page") X(CPU, "cpu") X(TASK, "task") X(CTX, "ctx")

enum line_field {
#define X(id, name) F_##id,
	LINE_FIELDS(X)
#undef X
	F_NR
};

enum arg_field {
#define X(id, name) A_##id,
	ARG_FIELDS(X)
#undef X
	A_NR
};

struct args {
	uint32_t present; /* bit arg_field */
	uint32_t id, pfn, type_nr, addr, page, cpu, task;
	enum ctx ctx;
	struct slice ref;
};

/* Net change of one numbered thing; a value that is null is `none`. */
struct change { uint32_t index; uint32_t old, now; bool old_none, now_none; };

#define NONE_VALUE 0xffffffffu

struct changes { struct change *at; size_t n, room; };

struct resumed {
	uint64_t i;
	enum op op;
	struct args args;
	enum status status;
	bool has_result;
	uint32_t result;
};

struct line {
	uint32_t present; /* bit line_field */
	uint64_t i;
	enum op op;
	struct args args;
	uint32_t cpu, task;
	enum ctx ctx;
	enum status status;
	bool has_result, has_pfn;
	uint32_t result, pfn;
	struct resumed resumed;
	struct slice *event;
	size_t events, event_room;
	struct slice forced[4];
	size_t forceds;
	int32_t preempt_count;
	struct changes pkmap_count, pkmap_pte, fixmap;
	uint32_t last_old, last_now;
	int32_t pagefault_disabled, migration_disabled, kmap_ctrl_idx;
	uint64_t flush_cpus; /* bit a CPU */
	struct slice wchan, why;
	/* which fields this kind of recording must and may have: bits line_field, set by the caller */
	uint32_t needed, allowed;
};

/*
 * NULL: read; else what is wrong, static text; *column gets where. Behind the line must stand a newline or a zero byte, and 32 bytes
 * there must be readable.
 */
const char *line_read(struct line *l, const char *text, size_t n, size_t *column);
void line_free(struct line *l);

#endif
