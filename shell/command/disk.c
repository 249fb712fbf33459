/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The disk's command: what waits in its queue, its DMA limit, and letting it answer. User code submits by submit_page(); the answer is
 * an interrupt whose handler is the call disk_interrupt(), so `disk complete` is `irq { disk_interrupt(); }`. When a script or
 * `run` has nobody left to run, the disk answers by itself, on the idle task: that is run.c's.
 */
#include <stdio.h>
#include <string.h>

#include "shell/command/command.h"
#include "shell/run.h"

bool disk_handler(struct session *s, struct lang_code *code)
{
	static const char text[] = "disk_interrupt();";
	struct diag_list diags = { 0 };
	uint32_t loc;
	bool ok;

	loc = world_prepare(s->world) ? source_add(s->world->map, "<disk>", text, sizeof(text) - 1, 1, false) : 0;
	if (!loc) {
		session_error(s, STATUS_LIMIT, "hmsh-memory", "out of memory, or more than 4 GiB of text");
		return false;
	}
	ok = lang_compile(s->world->lang, loc, loc + sizeof(text) - 1, &diags, code);
	session_diagnose(s, &diags);
	if (!ok)
		session_fail(s, STATUS_ERROR);
	return ok;
}

/* ---- looking ---- */

static void show_pool(struct session *s, const char *name, const struct hm_pool_view *p)
{
	if (p->made)
		sink_printf(&s->out, "%s: %u of %u pages left\n", name, p->free, p->size);
	else if (p->size)
		sink_printf(&s->out, "%s: %u pages, filled at its first use\n", name, p->size);
	else
		sink_printf(&s->out, "%s: this kernel has none\n", name);
}

static void show_request(struct session *s, const struct hm_disk_request *r)
{
	char place[96] = "";
	const struct hm_event *e = hm_event_get(s->world->m, r->submitted);
	struct source_place at;
	struct hm_task_view t;

	if (e && e->site && source_place(session_places(s), e->site, &at))
		snprintf(place, sizeof(place), ", %.60s:%u", at.file, at.line);
	sink_printf(&s->out, "%4u %-5s block %-3u page 0x%05x", r->number, r->write ? "WRITE" : "READ", r->block, r->page);
	if (r->bounce != HM_NO_PFN)
		sink_printf(&s->out, ", bounced by page 0x%05x", r->bounce);
	sink_printf(&s->out, " (%s%s)\n", hm_task_view(s->world->m, r->task, &t) ? t.comm : "?", place);
}

bool info_disk(struct session *s, const struct command_input *in)
{
	struct hm_disk_request r;
	struct hm_disk_view v;

	(void)in;
	hm_disk_view(s->world->m, &v);
	if (v.bounce_pfn >= hm_layout(s->world->m)->highend_pfn)
		sink_puts(&s->out, "limit: none, no page is bounced\n");
	else
		sink_printf(&s->out, "limit: pages from 0x%05x on are bounced\n", v.bounce_pfn);
	if (v.kmap_reads)
		sink_puts(&s->out, "read=kmap: reads are copied up through kmap(), as no kernel did\n");
	show_pool(s, "bounce pool", &v.pool);
	show_pool(s, "isa bounce pool", &v.isa_pool);
	for (unsigned int i = 0; hm_disk_request(s->world->m, i, &r); i++)
		show_request(s, &r);
	sink_printf(&s->out, "%u request%s in the queue%s, %u done, %u page%s bounced\n", v.requests, v.requests == 1 ? "" : "s",
		    v.in_service ? " and one whose handler has not come to its end" : "", v.done, v.bounced, v.bounced == 1 ? "" : "s");
	return true;
}

/* ---- the command ---- */

static bool set_limit(struct session *s, const char *word, size_t length)
{
	const struct hm_layout *l = hm_layout(s->world->m);
	uint64_t pfn = 0;

	if (word_is(word, length, "high"))
		pfn = l->max_low_pfn;
	else if (word_is(word, length, "any"))
		pfn = HM_NO_PFN;
	else if (word_is(word, length, "isa"))
		pfn = l->dma_pfn - 1; /* ISA_DMA_THRESHOLD 0x00ffffff, as a frame number */
	else if (!word_number(word, length, HM_NO_PFN, &pfn))
		pfn = 0;
	if (hm_disk_limit(s->world->m, (hm_pfn_t)pfn) == HM_OK)
		return true;
	session_error(s, STATUS_ERROR, "hmsh-disk", "limit=%.*s: high, any, isa or a frame number is expected", (int)length, word);
	return false;
}

static bool set_reads(struct session *s, const char *word, size_t length)
{
	if (!word_is(word, length, "slot") && !word_is(word, length, "kmap")) {
		session_error(s, STATUS_ERROR, "hmsh-disk", "read=%.*s: slot or kmap is expected", (int)length, word);
		return false;
	}
	hm_disk_kmap_reads(s->world->m, word_is(word, length, "kmap"));
	return true;
}

static bool disk_key(struct session *s, const char *word, size_t length)
{
	if (length > 6 && !memcmp(word, "limit=", 6))
		return set_limit(s, word + 6, length - 6);
	if (length > 5 && !memcmp(word, "read=", 5))
		return set_reads(s, word + 5, length - 5);
	session_error(s, STATUS_ERROR, "hmsh-arguments", "\"%.*s\" is not understood: disk [complete [N]] [limit=high|any|isa|PFN] [read=slot|kmap]",
		      (int)length, word);
	return false;
}

/* The answers come one after the other, each as an interrupt of whoever types. */
static bool complete(struct session *s, uint64_t n)
{
	struct lang_code code;

	while (n-- && hm_disk_can_answer(s->world->m))
		if (!disk_handler(s, &code) || !run_interrupt(s, &code, HM_CTX_HARDIRQ, false))
			return !s->died;
	return true;
}

static bool cmd_disk(struct session *s, const struct command_input *in)
{
	const char *word;
	size_t at = 0, length;
	uint64_t n = 1;

	if (!next_word(in, &at, &word, &length))
		return info_disk(s, in);
	if (!word_is(word, length, "complete")) {
		do {
			if (!disk_key(s, word, length))
				return false;
		} while (next_word(in, &at, &word, &length));
		return true;
	}
	if (next_word(in, &at, &word, &length) && !word_number(word, length, UINT32_MAX, &n)) {
		session_error(s, STATUS_ERROR, "hmsh-arguments", "how many? `disk complete 2`");
		return false;
	}
	if (!no_more(s, in, at))
		return false;
	if (!hm_disk_can_answer(s->world->m) && s->typed)
		session_say(s, "The disk has nothing to answer: `submit_page(READ, p, 0)` asks it for something.");
	return complete(s, n);
}

const struct command disk_commands[] = {
	{ "disk", "[complete [N] | KEY=VALUE...]", "show the disk, let it answer, or set its DMA limit",
	  "The disk has 256 blocks of a page. submit_page(READ or WRITE, page, block) asks\n"
	  "it; pages beyond its limit are bounced. `disk complete` is its interrupt: it\n"
	  "ends the oldest request. It also comes when a script or `run` has nobody left\n"
	  "to run. limit=high (lowmem is reached, the default), any, isa (16 MiB) or a\n"
	  "frame number. read=kmap copies bounced reads up through kmap(), in the\n"
	  "interrupt: what KM_BOUNCE_READ avoids.",
	  "struct page *p = alloc_page(GFP_HIGHUSER);\nsubmit_page(READ, p, 3);\ndisk\ndisk complete",
	  cmd_disk, COMMAND_CHANGES | COMMAND_SHOWS, NULL },
	{ 0 }
};
