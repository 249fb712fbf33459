/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The prelude: configuration macros, the era's C text, a prototype for each call of the machine and of library.c, one a line. All under the
 * era's file name, so that a note can show the declaration that a call disagrees with. What the compiler itself would predefine
 * is a second text, "<built-in>", that --emit-c does not print.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell/lang/prelude.h"
#include "shell/lang/stmt.h"
#include "shell/lang/decl.h"

static const char builtin_text[] =
	"#define __STDC__ 1\n#define __STDC_VERSION__ 201112L\n#define __STDC_HOSTED__ 0\n"
	"#define __GNUC__ 12\n#define __GNUC_MINOR__ 2\n#define __GNUC_PATCHLEVEL__ 0\n"
	"#define __i386__ 1\n#define __i386 1\n#define __ILP32__ 1\n#define __linux__ 1\n#define __unix__ 1\n"
	"#define __CHAR_BIT__ 8\n#define __SCHAR_MAX__ 0x7f\n#define __SHRT_MAX__ 0x7fff\n"
	"#define __INT_MAX__ 0x7fffffff\n#define __LONG_MAX__ 0x7fffffffL\n#define __LONG_LONG_MAX__ 0x7fffffffffffffffLL\n"
	"#define __SIZEOF_SHORT__ 2\n#define __SIZEOF_INT__ 4\n#define __SIZEOF_LONG__ 4\n#define __SIZEOF_LONG_LONG__ 8\n"
	"#define __SIZEOF_POINTER__ 4\n#define __SIZEOF_SIZE_T__ 4\n#define __SIZE_TYPE__ unsigned int\n#define __PTRDIFF_TYPE__ int\n"
	"#define __UINTPTR_TYPE__ unsigned int\n#define __INTPTR_TYPE__ int\n#define __ORDER_LITTLE_ENDIAN__ 1234\n"
	"#define __ORDER_BIG_ENDIAN__ 4321\n#define __BYTE_ORDER__ __ORDER_LITTLE_ENDIAN__\n";

/* Where gcc sees main() declared, for "declared here": behind the prelude in the map, and no part of it. */
static const char main_text[] = "int main(void) {\n";

struct text { char *p; size_t length, size; bool failed; };

static void put(struct text *t, const char *s)
{
	size_t n = strlen(s);

	if (t->failed)
		return;
	if (t->length + n + 1 > t->size) {
		size_t size = 2 * (t->length + n + 1) + 4096;
		char *grown = realloc(t->p, size);

		if (!grown) {
			t->failed = true;
			return;
		}
		t->p = grown;
		t->size = size;
	}
	memcpy(t->p + t->length, s, n + 1);
	t->length += n;
}

static void put_define(struct text *t, const char *name, long value)
{
	char line[128];

	snprintf(line, sizeof line, "#define %s %ld\n", name, value);
	put(t, line);
}

static void put_configuration(struct text *t, const struct hm_machine *m)
{
	const struct hm_config *cfg = hm_config(m);
	const struct { const char *name; bool set; } flags[] = {
		{ "CONFIG_X86", true }, { "CONFIG_X86_32", true }, { "CONFIG_MMU", true }, { "CONFIG_HIGHMEM", cfg->highmem },
		{ "CONFIG_DEBUG_HIGHMEM", cfg->debug_highmem }, { "CONFIG_SMP", cfg->smp }, { "CONFIG_PREEMPT", cfg->preempt },
		{ "CONFIG_X86_PAE", cfg->pae }, { "CONFIG_HIGHMEM64G", cfg->highmem && cfg->pae },
		{ "CONFIG_HIGHMEM4G", cfg->highmem && !cfg->pae }, { "CONFIG_DEBUG_SPINLOCK_SLEEP", cfg->debug_sleep },
		{ "CONFIG_DEBUG_PREEMPT", cfg->debug_preempt }, { "CONFIG_HIGHPTE", cfg->highpte }
	};

	for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++)
		if (flags[i].set)
			put_define(t, flags[i].name, 1);
	put_define(t, "CONFIG_NR_CPUS", (long)cfg->nr_cpus);
}

static void put_prototypes(struct text *t, const struct hm_machine *m)
{
	const struct hm_call *call;

	for (unsigned int i = 0; (call = hm_call_at(m, i)) != NULL; i++) {
		put(t, call->proto);
		put(t, ";\n");
	}
	for (unsigned int i = 0; library_calls[i].proto; i++) {
		put(t, library_calls[i].proto);
		put(t, ";\n");
	}
}

/* Behind the declarations: no line of theirs depends on how many there are. */
static void put_constants(struct text *t, const struct hm_machine *m)
{
	struct hm_constant c;
	char line[96];

	for (unsigned int i = 0; hm_constant(m, i, &c); i++) {
		snprintf(line, sizeof line, "#define %s 0x%08llx%s\n", c.name, (unsigned long long)c.value, c.wide ? "ULL" : "UL");
		put(t, line);
	}
}

bool prelude_assemble(struct front *f)
{
	const struct hm_era *era = hm_machine_era(f->machine);
	struct text t = { 0 };

	put(&t, "#define NULL ((void *)0)\ntypedef unsigned int size_t;\n");
	if (era->macro)
		put_define(&t, era->macro, 1);
	put_configuration(&t, f->machine);
	for (unsigned int i = 0; i < HM_PRELUDE_NR; i++)
		put(&t, era->prelude[i]);
	put(&t, "\n");
	put_prototypes(&t, f->machine);
	put_constants(&t, f->machine);
	f->prelude_length = t.length;
	put(&t, main_text);
	if (t.failed) {
		free(t.p);
		return false;
	}
	f->prelude_loc = source_add(f->map, era->prelude_file ? era->prelude_file : "prelude", t.p, t.length, 1, true);
	f->main_loc = f->prelude_loc + (uint32_t)f->prelude_length + (uint32_t)strlen("int ");
	t.p[f->prelude_length] = 0;
	f->builtin_loc = source_add(f->map, "<built-in>", builtin_text, sizeof builtin_text - 1, 1, true);
	f->prelude_text = t.p;
	return f->prelude_loc && f->builtin_loc;
}

/* ---- parsing ---- */

static void parse_text(struct front *f, uint32_t loc, size_t length)
{
	f->end_brace_given = f->error_seen = false;
	f->nesting = 0;
	pp_begin(f, loc, loc + (uint32_t)length);
	while (!parse_is(f, T_EOF)) {
		parse_declaration(f, false, true, NULL, false);
		f->error_seen = false;
	}
	pp_end(f);
}

/* The prototypes of rows become calls: the symbol knows its row. */
static void mark_call(struct front *f, const char *name, size_t length, unsigned int row, bool library)
{
	struct name *n = lex_find_name(f, name, length);
	struct symbol *s = n ? scope_lookup(n) : NULL;

	if (!s || s->type->kind != TY_FUNCTION)
		return;
	s->kind = SYM_CALL;
	s->call = row;
	s->library = library;
	s->external = false;
	s->used = s->set = true;
}

static void mark_calls(struct front *f)
{
	const struct hm_call *call;
	size_t length;

	for (unsigned int i = 0; (call = hm_call_at(f->machine, i)) != NULL; i++) {
		const char *name = hm_call_name(call, &length);

		mark_call(f, name, length, i, false);
	}
	for (unsigned int i = 0; library_calls[i].proto; i++) {
		const struct hm_call row = { .proto = library_calls[i].proto };
		const char *name = hm_call_name(&row, &length);

		mark_call(f, name, length, i, true);
	}
}

/* "struct page", "foo_t": the one type whose pointer is no address. */
static struct type *named_type(struct front *f, const char *text)
{
	const char *blank = strchr(text, ' ');
	const struct name *name = lex_find_name(f, blank ? blank + 1 : text, strlen(blank ? blank + 1 : text));
	struct symbol *s;

	if (!name)
		return NULL;
	if (blank)
		return scope_tag(name);
	s = scope_lookup(name);
	return s && s->kind == SYM_TYPEDEF ? s->type : NULL;
}

void prelude_parse(struct front *f)
{
	const struct hm_era *era = hm_machine_era(f->machine);

	f->parsing_prelude = true;
	f->scope = &f->file_scope;
	pp_builtins(f);
	parse_text(f, f->builtin_loc, sizeof builtin_text - 1);
	parse_text(f, f->prelude_loc, f->prelude_length);
	mark_calls(f);
	f->page_type = era->page_type ? named_type(f, era->page_type) : NULL;
	f->parsing_prelude = false;
}

