/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Trials for `cost`: the block runs on N CPUs at once, a kernel thread on each, and who has the earliest clock goes on by a statement. So CPUs
 * meet at kmap_lock and in shootdowns as their clocks say. Then all of it is taken back: a trial leaves no trace.
 *
 * Whether the ranking hangs on a price is found by running again with that price halved and doubled, on the largest number of CPUs.
 */
#include <stdio.h>
#include <string.h>

#include "shell/command/cost.h"

enum { TRIAL_STEPS = 20000000, SLICE = 100000 };

struct trial {
	struct session *s;
	const struct lang_code *code;
	uint32_t cpus;
	uint16_t task[HM_MAX_CPUS];
	bool done[HM_MAX_CPUS];
	uint64_t steps;
	struct cost_run *run;
};

static bool stop(struct trial *t, const char *why)
{
	snprintf(t->run->trouble, sizeof(t->run->trouble), "%s", why);
	return false;
}

static bool start(struct trial *t)
{
	struct hm_machine *m = t->s->world->m;

	for (uint32_t cpu = 0; cpu < t->cpus; cpu++)
		if (hm_task_new(m, "cost", HM_TASK_KTHREAD, cpu, &t->task[cpu]) != HM_OK ||
		    lang_start(t->s->world->lang, t->task[cpu], t->code) != HM_OK)
			return stop(t, "no task, no memory or no CPU is left for it");
	return true;
}

/* Who is ready and has the earliest clock; cpus: nobody. */
static uint32_t earliest(const struct trial *t)
{
	const struct hm_machine *m = t->s->world->m;
	uint32_t found = t->cpus;
	struct hm_task_view v;

	for (uint32_t cpu = 0; cpu < t->cpus; cpu++) {
		if (t->done[cpu] || !hm_task_view(m, t->task[cpu], &v) || (v.state != HM_TASK_RUNNABLE && v.state != HM_TASK_CURRENT))
			continue;
		if (found == t->cpus || hm_cycles(m, cpu) < hm_cycles(m, found))
			found = cpu;
	}
	return found;
}

static bool died(struct trial *t)
{
	const struct hm_machine *m = t->s->world->m;
	const struct hm_report *r = hm_report_get(m, hm_report_count(m));
	char line[96] = "its task died";

	if (r)
		hm_report_headline(m, r, line, sizeof(line));
	return stop(t, line);
}

static bool advance(struct trial *t, uint32_t cpu)
{
	struct lang *lang = t->s->world->lang;
	uint64_t budget = SLICE;
	enum lang_result r;

	if (hm_select(t->s->world->m, t->task[cpu], cpu) != HM_OK)
		return stop(t, "its CPU is lost");
	r = lang_run(lang, LANG_RUN_STATEMENT, &budget, t->s->interrupt);
	t->steps += SLICE - budget + 1;
	switch (r) {
	case LANG_DONE:
		hm_task_exit(t->s->world->m);
		t->done[cpu] = true;
		return true;
	case LANG_DIED: return died(t);
	case LANG_ERROR: return stop(t, lang_error(lang, &(uint32_t){ 0 }) ? lang_error(lang, &(uint32_t){ 0 }) : "stopped");
	case LANG_INTERRUPTED: return stop(t, "interrupted");
	case LANG_BLOCKED: case LANG_STOPPED: case LANG_STATEMENT: case LANG_STEP: break;
	}
	return t->steps < TRIAL_STEPS || stop(t, "too many steps");
}

static bool all_done(const struct trial *t)
{
	for (uint32_t cpu = 0; cpu < t->cpus; cpu++)
		if (!t->done[cpu])
			return false;
	return true;
}

static void run_to_the_end(struct trial *t)
{
	uint32_t cpu;

	while ((cpu = earliest(t)) < t->cpus && advance(t, cpu))
		;
	if (!*t->run->trouble && !all_done(t))
		stop(t, "sleeps for ever: nobody is left to wake it");
}

/* ---- what was paid ---- */

static void add_paid(struct hm_paid *sum, const struct hm_paid *from, const struct hm_paid *to)
{
	for (int i = 0; i < HM_COST_NR; i++)
		sum->times[i] += to->times[i] - from->times[i];
	sum->answers += to->answers - from->answers;
	sum->lock_wait += to->lock_wait - from->lock_wait;
	sum->cycles += to->cycles - from->cycles;
}

static void note_call(struct cost_digest *d, const struct hm_call *call)
{
	for (unsigned int i = 0; i < d->calls; i++)
		if (d->call[i].call == call)
			return;
	if (call && d->calls < COST_CALLS)
		d->call[d->calls++].call = call;
}

static void note_calls(struct cost_digest *d, const struct hm_machine *m, uint64_t from)
{
	uint64_t seq = from > hm_event_first(m) ? from : hm_event_first(m);

	for (; seq <= hm_event_count(m); seq++) {
		const struct hm_event *e = hm_event_get(m, seq);

		if (e && e->kind == HM_EV_CALL)
			note_call(d, hm_call_at(m, e->arg[0]));
	}
}

struct price { enum hm_cost cost; uint32_t cycles; bool given; };

static bool try_block(struct session *s, const struct lang_code *code, uint32_t cpus, const struct price *price, struct cost_digest *d,
		      struct cost_run *run)
{
	struct hm_machine *m = s->world->m;
	struct trial t = { .s = s, .code = code, .cpus = cpus, .run = run };
	struct hm_paid before[HM_MAX_CPUS], after;
	uint64_t events = hm_event_count(m);
	struct hm_trial *trial;

	*run = (struct cost_run){ .elapsed = 0 };
	if (hm_trial_begin(m, cpus, &trial) != HM_OK)
		return false;
	if (price->given)
		hm_cost_set(m, price->cost, price->cycles);
	for (uint32_t cpu = 0; cpu < cpus; cpu++)
		hm_paid(m, cpu, &before[cpu]);
	if (start(&t))
		run_to_the_end(&t);
	for (uint32_t cpu = 0; cpu < cpus; cpu++) {
		hm_paid(m, cpu, &after);
		add_paid(&run->paid, &before[cpu], &after);
		if (after.cycles - before[cpu].cycles > run->elapsed)
			run->elapsed = after.cycles - before[cpu].cycles;
	}
	if (d)
		note_calls(d, m, events + 1);
	hm_trial_end(m, trial);
	lang_sync(s->world->lang);
	return true;
}

/* ---- who is cheapest ---- */

static unsigned int cheapest(const struct cost_run run[], unsigned int stride, unsigned int blocks, bool *tie)
{
	unsigned int best = 0;

	*tie = false;
	for (unsigned int i = 1; i < blocks; i++) {
		if (run[i * stride].elapsed == run[best * stride].elapsed)
			*tie = true;
		if (run[i * stride].elapsed < run[best * stride].elapsed) {
			best = i;
			*tie = false;
		}
	}
	return best;
}

static bool try_price(struct session *s, const struct lang_code *code, struct cost_digest *d, enum hm_cost cost, bool doubled)
{
	uint32_t now = hm_cost(s->world->m, cost);
	struct price price = { cost, doubled ? now * 2 : now / 2, true };
	struct cost_run run[COST_BLOCKS];
	unsigned int winner;
	bool tie;

	for (unsigned int i = 0; i < d->blocks; i++)
		if (!try_block(s, &code[i], d->cpus[d->rows - 1], &price, NULL, &run[i]))
			return false;
	winner = cheapest(run, 1, d->blocks, &tie);
	if ((winner != d->winner || tie != d->tie) && d->turns < COST_TURNS)
		d->turn[d->turns++] = (struct cost_turn){ cost, doubled, winner };
	return true;
}

/* What no block has paid, on any CPU, changes nothing at any price. */
static bool was_paid(const struct cost_digest *d, enum hm_cost cost)
{
	for (unsigned int i = 0; i < d->blocks; i++)
		if (d->run[i][d->rows - 1].paid.times[cost])
			return true;
	return false;
}

static bool try_prices(struct session *s, const struct lang_code *code, struct cost_digest *d)
{
	for (unsigned int i = 0; i < HM_COST_NR && d->blocks > 1; i++)
		if (was_paid(d, (enum hm_cost)i) && (!try_price(s, code, d, (enum hm_cost)i, false) || !try_price(s, code, d, (enum hm_cost)i, true)))
			return false;
	return true;
}

/* ---- bytes on the stack ---- */

/* One parameter's declaration: words on the stack, and whether it is the address of a variable. */
static void count_parameter(struct cost_call *c, const char *text, size_t n)
{
	const char *star = memchr(text, '*', n);
	size_t wide = 0;

	if (n >= 4 && !memcmp(text, "void", 4) && !star)
		return;
	for (size_t i = 0; i + 9 <= n && !star; i++)
		wide |= !memcmp(text + i, "long long", 9);
	c->arguments++;
	c->cdecl += wide ? 8 : 4;
	if (star && memchr(star + 1, '*', n - (size_t)(star + 1 - text)))
		c->taken += 4;
}

/* gcc -mregparm=3: the first three words go in EAX, EDX and ECX. */
static void count_stack(struct cost_call *c)
{
	const char *p = strchr(c->call->proto, '(');

	while (p && *p != ')' && *p) {
		size_t n = strcspn(p + 1, ",)");
		const char *text = p + 1 + strspn(p + 1, " ");

		count_parameter(c, text, n - (size_t)(text - p - 1));
		p += n + 1;
	}
	c->regparm = c->cdecl > 12 ? c->cdecl - 12 : 0;
}

/* ---- all of it ---- */

static bool try_all(struct session *s, const struct lang_code *code, struct cost_digest *d)
{
	const struct price as_it_is = { HM_COST_TLB_HIT, 0, false };

	for (unsigned int row = 0; row < d->rows; row++)
		for (unsigned int i = 0; i < d->blocks; i++)
			if (!try_block(s, &code[i], d->cpus[row], &as_it_is, row ? NULL : d, &d->run[i][row]))
				return false;
	d->winner = cheapest(&d->run[0][d->rows - 1], COST_ROWS, d->blocks, &d->tie);
	for (unsigned int i = 0; i < d->calls; i++)
		count_stack(&d->call[i]);
	return try_prices(s, code, d);
}

/* As undo in a script does: what was compiled stays known to a script, and nothing else is left. */
static void take_back(struct session *s, struct hm_delta *compiled)
{
	if (compiled)
		(void)hm_delta_apply(s->world->m, compiled);
	hm_delta_free(compiled);
	lang_sync(s->world->lang);
	if (s->typed)
		return;
	lang_recall(s->world->lang);
	s->recalled = true;
}

bool cost_compare(struct session *s, const struct lang_code *code, unsigned int blocks, uint32_t cpus, struct cost_digest *d)
{
	struct hm_delta *compiled = NULL;
	struct text unseen = { 0 };
	uint64_t printed = s->printed;
	struct sink out, err;
	bool ok;

	*d = (struct cost_digest){ .blocks = blocks };
	for (uint32_t n = 1; d->rows < COST_ROWS && n <= cpus; n *= 2)
		d->cpus[d->rows++] = n;
	if (d->cpus[d->rows - 1] != cpus)
		d->cpus[d->rows < COST_ROWS ? d->rows++ : COST_ROWS - 1] = cpus;
	lang_remember(s->world->lang);
	if (hm_delta_take(s->world->m, &compiled) != HM_OK)
		return false;
	sink_flush(&s->out);
	sink_flush(&s->err);
	out = s->out;
	err = s->err;
	s->out.capture = s->err.capture = &unseen; /* what the blocks print is no result */
	ok = try_all(s, code, d);
	s->out = out;
	s->err = err;
	s->printed = printed;
	text_free(&unseen);
	take_back(s, compiled);
	return ok;
}
