/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What init.c and init_designator.c share: the list of stores being built, and the part of the object in hand. */
#ifndef LANG_INIT_H
#define LANG_INIT_H

#include "shell/lang/decl.h"

struct list {
	struct init_item *item;
	unsigned int count, capacity;
};

struct builder {
	struct front *f;
	struct list list;
	bool is_static;            /* only constants */
	const char *name;          /* what is initialised, for "(near initialization for ...)" */
	struct place open;         /* first token of the whole initialiser: gcc's place for missing braces */
	struct { uint32_t at; char text[2]; } brace[DIAG_INSERTS + 1]; /* that gcc would put in, from the beginning of the initialiser on */
	unsigned int braces;
	bool missing;              /* a '{' among them */
	unsigned int values;       /* in the braces being read, without those of inner ones */
	bool nonzero;              /* ... and they are more than { 0 } */
	unsigned int depth;        /* of braces */
	struct place value_at;     /* first token of the value being stored: gcc's place for all messages about it */
};

/* An object being filled: where, and which part comes next. */
struct part {
	struct type *type;
	uint32_t offset;
	uint64_t index;            /* next element or member */
	char path[160];
};

void init_add(struct builder *b, uint32_t offset, struct type *type, struct expr *value);
void init_near(struct builder *b, const struct part *p, struct place at); /* "(near initialization for ...)" */
uint64_t init_parts(const struct type *t);                                 /* elements or members that a list fills in order */
struct part init_part(const struct part *p, uint64_t i);
void init_path(struct part *out, const struct part *p, const char *text, uint64_t index); /* what messages call it: p's own, and .text or [index] */
void init_fill(struct builder *b, struct part *p, struct expr **value);   /* a value for one part; *value: read already */
void init_rest(struct builder *b, struct part *p, struct expr **value);   /* values for its parts from its index on, without braces */
bool init_goes_on(struct front *f);
void init_brace(struct builder *b, uint32_t at, const char *text);         /* gcc would put this brace in there */
void init_next(struct builder *b, struct part *p);                         /* what stands next in the list, to the part whose turn it is */
void parse_designated(struct builder *b, struct part *p);                 /* at a designator */
bool is_aggregate(const struct type *t);

#endif
