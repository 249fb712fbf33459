/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `cost`: the price list and its sources; setting prices; and comparing blocks by number. Counts of events come first, since they
 * are facts of the simulated code; cycles follow from prices that nobody measured on such a machine, and every table says so.
 */
#include <stdio.h>
#include <string.h>

#include "shell/command/command.h"
#include "shell/command/cost.h"

static const char label[] = "model, not measurement";

enum { BAR = 40 };

/* ---- the price list ---- */

static void sum_paid(const struct hm_machine *m, struct hm_paid *sum)
{
	struct hm_paid one;

	*sum = (struct hm_paid){ .answers = 0 };
	for (uint32_t cpu = 0; cpu < hm_config(m)->cpus; cpu++) {
		hm_paid(m, cpu, &one);
		for (int i = 0; i < HM_COST_NR; i++)
			sum->times[i] += one.times[i];
		sum->answers += one.answers;
		sum->lock_wait += one.lock_wait;
		sum->cycles += one.cycles;
	}
}

static bool show_prices(struct session *s)
{
	const struct hm_machine *m = s->world->m;
	struct hm_paid paid;

	sum_paid(m, &paid);
	sink_printf(&s->out, "%-11s %10s %8s  %s\n", "what", "times", "cycles", label);
	for (unsigned int i = 0; i < HM_COST_NR; i++) {
		const struct hm_cost_info *info = hm_cost_info((enum hm_cost)i);
		uint32_t now = hm_cost(m, (enum hm_cost)i);
		char line[256];

		snprintf(line, sizeof(line), "%-11s %10llu %8u  %s%s; %s", info->name, (unsigned long long)paid.times[i], now, info->what,
			 now != info->cycles ? " (set)" : "", info->source);
		sink_wrap(&s->out, 0, 33, line);
	}
	sink_printf(&s->out, "%llu answers to shootdowns and %llu cycles of kmap_lock were waited for; %llu cycles in all\n",
		    (unsigned long long)paid.answers, (unsigned long long)paid.lock_wait, (unsigned long long)paid.cycles);
	sink_puts(&s->out, "presets:");
	for (unsigned int i = 0; hm_cost_preset(i); i++)
		sink_printf(&s->out, " %s", hm_cost_preset(i)->name);
	sink_puts(&s->out, " (`cost preset=p3`, `cost invlpg=25`)\n");
	return true;
}

static bool set_preset(struct session *s, const char *word, size_t length)
{
	const struct hm_cost_preset *p;

	for (unsigned int i = 0; (p = hm_cost_preset(i)); i++) {
		if (!word_is(word, length, p->name))
			continue;
		for (unsigned int c = 0; c < HM_COST_NR; c++)
			hm_cost_set(s->world->m, (enum hm_cost)c, p->cycles[c] ? p->cycles[c] : hm_cost_info((enum hm_cost)c)->cycles);
		if (s->interactive)
			session_say(s, "%s: %s", p->name, p->source);
		return true;
	}
	session_error(s, STATUS_ERROR, "hmsh-cost", "no preset is called \"%.*s\" (`cost` lists them)", (int)length, word);
	return false;
}

static bool set_price(struct session *s, const char *word, size_t length)
{
	const char *equals = memchr(word, '=', length);
	size_t name = equals ? (size_t)(equals - word) : length;
	enum hm_cost cost;
	uint64_t cycles;

	if (equals && word_is(word, name, "preset"))
		return set_preset(s, equals + 1, length - name - 1);
	if (!equals || !hm_cost_find(word, name, &cost) || !word_number(equals + 1, length - name - 1, 1000000000, &cycles)) {
		session_error(s, STATUS_ERROR, "hmsh-cost", "\"%.*s\": NAME=CYCLES or preset=NAME is expected (`cost` lists the names)", (int)length, word);
		return false;
	}
	hm_cost_set(s->world->m, cost, (uint32_t)cycles);
	return true;
}

static bool set_prices(struct session *s, const struct command_input *in)
{
	const char *word;
	size_t at = 0, length;

	while (next_word(in, &at, &word, &length))
		if (!set_price(s, word, length))
			return false;
	return true;
}

/* ---- the comparison ---- */

static void put_row(struct session *s, const struct cost_digest *d, const char *name, const uint64_t value[])
{
	sink_printf(&s->out, "%-24s", name);
	for (unsigned int i = 0; i < d->blocks; i++)
		sink_printf(&s->out, " %12llu", (unsigned long long)value[i]);
	sink_puts(&s->out, "\n");
}

static void put_heads(struct session *s, const struct cost_digest *d, const char *first)
{
	sink_printf(&s->out, "%-24s", first);
	for (unsigned int i = 0; i < d->blocks; i++)
		sink_printf(&s->out, " %12c", 'A' + (int)i);
	sink_puts(&s->out, "\n");
}

static void show_counts(struct session *s, const struct cost_digest *d)
{
	unsigned int last = d->rows - 1;
	uint64_t value[COST_BLOCKS], any;
	char head[40];

	snprintf(head, sizeof(head), "events on %u CPU%s", d->cpus[last], d->cpus[last] == 1 ? "" : "s");
	put_heads(s, d, head);
	for (unsigned int c = 0; c <= HM_COST_NR; c++) {
		any = 0;
		for (unsigned int i = 0; i < d->blocks; i++)
			any |= value[i] = c < HM_COST_NR ? d->run[i][last].paid.times[c] : d->run[i][last].paid.answers;
		if (any)
			put_row(s, d, c < HM_COST_NR ? hm_cost_info((enum hm_cost)c)->name : "answers waited for", value);
	}
}

static void show_bar(struct session *s, char name, uint64_t value, uint64_t largest)
{
	unsigned int n = largest ? (unsigned int)(value * BAR / largest) : 0;

	if (s->accessible) /* the number stands above */
		return;
	sink_printf(&s->out, "     %c |", name);
	for (unsigned int i = 0; i < n || (i == 0 && value); i++)
		sink_puts(&s->out, "#");
	sink_puts(&s->out, "\n");
}

static void show_cycles(struct session *s, const struct cost_digest *d)
{
	uint64_t value[COST_BLOCKS], largest = 0;
	char name[32];

	for (unsigned int row = 0; row < d->rows; row++)
		for (unsigned int i = 0; i < d->blocks; i++)
			if (d->run[i][row].elapsed > largest)
				largest = d->run[i][row].elapsed;
	put_heads(s, d, "cycles until all are done");
	for (unsigned int row = 0; row < d->rows; row++) {
		snprintf(name, sizeof(name), "%2u CPU%s", d->cpus[row], d->cpus[row] == 1 ? "" : "s");
		for (unsigned int i = 0; i < d->blocks; i++)
			value[i] = d->run[i][row].elapsed;
		put_row(s, d, name, value);
		for (unsigned int i = 0; i < d->blocks; i++)
			show_bar(s, (char)('A' + i), value[i], largest);
	}
	for (unsigned int i = 0; i < d->blocks; i++)
		value[i] = d->run[i][d->rows - 1].paid.lock_wait;
	put_row(s, d, "of them on kmap_lock", value);
}

/* Does the ranking hang on prices that nobody knows? */
static void show_ranking(struct session *s, const struct cost_digest *d)
{
	uint32_t cpus = d->cpus[d->rows - 1];

	if (d->blocks < 2)
		return;
	if (d->tie)
		sink_printf(&s->out, "on %u CPU%s the cheapest are equal", cpus, cpus == 1 ? "" : "s");
	else
		sink_printf(&s->out, "%c is cheapest on %u CPU%s", 'A' + (int)d->winner, cpus, cpus == 1 ? "" : "s");
	if (!d->turns)
		sink_printf(&s->out, ", and %s so with each price halved or doubled\n", d->tie ? "stay" : "stays");
	else
		sink_puts(&s->out, ", but that hangs on the prices:\n");
	for (unsigned int i = 0; i < d->turns; i++)
		sink_printf(&s->out, "  with %s %s: %c\n", hm_cost_info(d->turn[i].cost)->name, d->turn[i].doubled ? "doubled" : "halved",
			    'A' + (int)d->turn[i].winner);
}

/* Arguments that registers hold, and locals that stay in them, cost no stack: then there is something to see only for who asks (`cost stack`). */
static bool stack_matters(const struct cost_digest *d)
{
	for (unsigned int i = 0; i < d->calls; i++)
		if (d->call[i].regparm || d->call[i].taken)
			return true;
	return false;
}

static void show_stack(struct session *s, const struct cost_digest *d)
{
	size_t n;

	if (d->calls)
		sink_printf(&s->out, "%-24s %9s %6s %11s %14s\n", "bytes on the stack", "arguments", "cdecl", "regparm(3)", "address taken");
	for (unsigned int i = 0; i < d->calls; i++) {
		const struct cost_call *c = &d->call[i];
		const char *name = hm_call_name(c->call, &n);

		sink_printf(&s->out, "  %-22.*s %9u %6u %11u %14u\n", (int)n, name, c->arguments, c->cdecl, c->regparm, c->taken);
	}
}

static bool show_trouble(struct session *s, const struct cost_digest *d)
{
	for (unsigned int i = 0; i < d->blocks; i++)
		for (unsigned int row = 0; row < d->rows; row++)
			if (*d->run[i][row].trouble) {
				session_error(s, STATUS_ERROR, "hmsh-cost", "block %c does not come to its end on %u CPU%s: %s", 'A' + (int)i,
					      d->cpus[row], d->cpus[row] == 1 ? "" : "s", d->run[i][row].trouble);
				return true;
			}
	return false;
}

/* What the pane shows until the next comparison. */
static void keep_chart(struct session *s, const struct cost_digest *d)
{
	struct chart *chart = &s->chart;

	_Static_assert((int)CHART_BLOCKS == (int)COST_BLOCKS && (int)CHART_ROWS == (int)COST_ROWS, "the pane draws what a comparison finds");
	chart->blocks = d->blocks;
	chart->rows = d->rows;
	chart->winner = d->winner;
	chart->tie = d->tie;
	chart->steady = !d->turns;
	memcpy(chart->cpus, d->cpus, sizeof(chart->cpus));
	for (unsigned int i = 0; i < d->blocks; i++)
		for (unsigned int row = 0; row < d->rows; row++)
			chart->cycles[i][row] = d->run[i][row].elapsed;
}

/* The block's text on one line, without the blanks around it. */
static void keep_text(struct session *s, const struct command_input *in, unsigned int block)
{
	char *out = s->chart.block[block];
	size_t n = 0;

	for (size_t at = in->block; at < in->block_end && n + 1 < CHART_TEXT; at++) {
		char c = in->line[at];
		bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';

		if ((unsigned char)c >= 0x7f || (!blank && c < ' '))
			c = '?';
		if (!blank || (n && out[n - 1] != ' '))
			out[n++] = blank ? ' ' : c;
	}
	out[n] = '\0';
}

/* What stands before the first block: nothing, or "stack". False: said what is wrong. */
static bool read_words(struct session *s, const struct command_input *in, bool *stack)
{
	struct command_input words = *in;
	const char *word;
	size_t at = 0, n;

	words.args_length = in->block - 1 - (size_t)(in->args - in->line);
	*stack = next_word(&words, &at, &word, &n);
	if (!*stack || (word_is(word, n, "stack") && no_more(s, &words, at)))
		return true;
	session_error(s, STATUS_ERROR, "hmsh-cost", "before its first block `cost` knows the word `stack` only: cost stack { ... }");
	return false;
}

static bool compare(struct session *s, const struct command_input *in)
{
	bool stack;
	struct command_input next = *in;
	struct lang_code code[COST_BLOCKS];
	unsigned int blocks = 0;
	struct cost_digest d;
	char stem[8] = "cost";

	if (!read_words(s, in, &stack))
		return false;
	do {
		if (blocks == COST_BLOCKS) {
			session_error(s, STATUS_ERROR, "hmsh-cost", "at most %d blocks can be compared", COST_BLOCKS);
			return false;
		}
		if (!session_block(s, &next, stem, &code[blocks]))
			return false;
		keep_text(s, &next, blocks++);
	} while (session_next_block(&next, blocks + 1, stem));
	if (!cost_compare(s, code, blocks, hm_config(s->world->m)->cpus, &d)) {
		session_error(s, STATUS_LIMIT, "hmsh-memory", "out of memory, or the machine is halted");
		return false;
	}
	if (show_trouble(s, &d))
		return false;
	sink_printf(&s->out, "%s: each CPU runs the block once; all is taken back\n", label);
	show_counts(s, &d);
	show_cycles(s, &d);
	show_ranking(s, &d);
	if (stack || stack_matters(&d))
		show_stack(s, &d);
	keep_chart(s, &d);
	return true;
}

static bool cmd_cost(struct session *s, const struct command_input *in)
{
	if (in->block_end)
		return compare(s, in);
	return in->args_length ? set_prices(s, in) : show_prices(s);
}

const struct command cost_commands[] = {
	{ "cost", "[[stack] {...} vs {...} | NAME=CYCLES | preset=NAME]", "compare what blocks cost, or show and set prices",
	  "Each block runs once on 1, 2, 4 ... CPUs at the same time, a kernel thread on\n"
	  "each, and is taken back. Shown are counts of events, cycles until all are done,\n"
	  "whether the ranking survives halving and doubling each price, and the calls'\n"
	  "bytes on the stack, where an address must be taken or arguments do not fit into\n"
	  "registers; `stack` asks for them anyhow. Alone: the prices with their sources.\n"
	  "Boot with cpus=32 to see more CPUs.",
	  "struct page *p = alloc_page(GFP_HIGHUSER);\n"
	  "cost { kmap(p); kunmap(p); } vs { kunmap_atomic(kmap_atomic(p, KM_USER0), KM_USER0); }",
	  cmd_cost, COMMAND_CHANGES | COMMAND_BLOCK | COMMAND_SHOWS, NULL },
	{ 0 }
};
