/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A proposal of ours: 2.6.11 whose kmap_atomic() gives a one-member struct, kaddr_t. A struct page * in its place is an error
 * that no plain cast silences; a compound literal or type punning still does. The calls do what 2.6.11's do.
 */
#include "engine/calls.h"
#include "engine/eras.h"

static const struct hm_call calls[] = {
	{ "kaddr_t kmap_atomic(struct page *page, enum km_type type)", call_kmap_atomic,
	  .help = "maps a page into this CPU's slot of that type; the address is in .p" },
	{ "void kunmap_atomic(kaddr_t kvaddr, enum km_type type)", call_kunmap_atomic, .addresses = 1, .unmaps = "kmap_atomic",
	  .help = "gives a kmap_atomic() back; takes nothing but what that gave" },
	{ "struct page *kmap_atomic_to_page(kaddr_t ptr)", call_kmap_atomic_to_page, .addresses = 1, .unmaps = "kmap_atomic",
	  .help = "the page that an atomic slot maps" },
	{ NULL, NULL, .flags = 0 }
};

/* Functions, not macros: a type is no good where nobody looks. */
static const struct hm_call calls_nohighmem[] = {
	{ "kaddr_t kmap_atomic(struct page *page, enum km_type type)", call_kmap_atomic, .help = "HIGHMEM=n: page_address()" },
	{ "void kunmap_atomic(kaddr_t kvaddr, enum km_type type)", call_kunmap_atomic, .addresses = 1, .unmaps = "kmap_atomic",
	  .help = "HIGHMEM=n: nothing at all" },
	{ "struct page *kmap_atomic_to_page(kaddr_t ptr)", call_virt_to_page, .addresses = 1, .unmaps = "kmap_atomic",
	  .help = "HIGHMEM=n: virt_to_page()" },
	{ NULL, NULL, .flags = 0 }
};

static const char types_text[] =
	"#define NULL ((void *)0)\n"
	"#define PAGE_SHIFT 12\n"
	"#define PAGE_SIZE 4096UL\n"
	"typedef struct { volatile int counter; } atomic_t;\n"
	"typedef struct { char *p; } kaddr_t;\n"
	"struct list_head { struct list_head *next, *prev; };\n"
	"struct bio_vec { struct page *bv_page; unsigned int bv_len, bv_offset; };\n"
	"struct address_space; enum { READ, WRITE };\n";

const struct hm_era era_opaque = {
	.name = "opaque",
	.title = "Linux 2.6.11 with an opaque address (a proposal), i386",
	.shows = "a proposal: kmap_atomic() gives a one-member struct, so that a struct page * in its place is an error no cast silences",
	.base = &era_2_6_11,
	.macro = "ERA_OPAQUE",
	.example = "kaddr_t v = kmap_atomic(p, KM_USER0);",
	.prelude_file = "linux-2.6.11-opaque/highmem.h",
	.prelude = { [HM_PRELUDE_TYPES] = types_text },
	.calls = calls,
	.calls_nohighmem = calls_nohighmem,
};
