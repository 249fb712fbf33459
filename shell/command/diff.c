/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `diff`: what differs between two moments of the timeline, in the words of the view's marks (shell/view/change.h). A moment is a checkpoint or a number of
 * steps back. The session goes there, a digest is taken, and it comes back: looking changes nothing.
 *
 * Left out: two machines of different shape (after `machine` or `era`) have nothing to compare; that is said.
 */
#include <stdio.h>
#include <string.h>

#include "shell/command/command.h"
#include "shell/run.h"
#include "shell/term/stage.h"
#include "shell/view/change.h"

struct comparison {
	struct snapshot a, b;
	struct changes changes;
	bool failed, other_machine;
};

static void take(struct session *s, struct snapshot *shot, struct comparison *c)
{
	struct names names;

	stage_names(s, &names);
	c->failed |= !snapshot_take(shot, s->world->m, &names);
}

static void look_at_first(struct session *s, void *context)
{
	struct comparison *c = context;

	take(s, &c->a, c);
}

/* Words are found where the later machine is at hand. */
static void look_at_second(struct session *s, void *context)
{
	struct comparison *c = context;
	struct frame f = { .place = stage_place, .place_context = s };

	take(s, &c->b, c);
	if (c->failed)
		return;
	frame_make(&f, s->world->m, &c->b, &c->a);
	c->other_machine = !f.before;
	changes_find(&f, &c->changes);
}

/* A name or a number of steps back, as a mark of the timeline. */
static bool find_moment(struct session *s, const char *word, size_t length, size_t *mark)
{
	const struct checkpoint *c = find_checkpoint(s, word, length);
	uint64_t steps;

	if (c) {
		*mark = c->mark;
		return true;
	}
	if (!word_number(word, length, timeline_steps_back(&s->timeline), &steps)) {
		session_error(s, STATUS_ERROR, "hmsh-checkpoint", "\"%.*s\" is no checkpoint, and no number of steps up to %zu", (int)length, word,
			      timeline_steps_back(&s->timeline));
		return false;
	}
	return timeline_mark_back(&s->timeline, steps, mark);
}

static bool read_moments(struct session *s, const struct command_input *in, size_t *a, size_t *b)
{
	const char *word;
	size_t at = 0, length;

	*b = timeline_mark(&s->timeline);
	if (!next_word(in, &at, &word, &length)) {
		if (timeline_mark_back(&s->timeline, 1, a))
			return true;
		session_error(s, STATUS_ERROR, "hmsh-undo", "there is no step yet to compare with");
		return false;
	}
	if (!find_moment(s, word, length, a))
		return false;
	return !next_word(in, &at, &word, &length) || (find_moment(s, word, length, b) && no_more(s, in, at));
}

static void show_changes(struct session *s, const struct changes *changes)
{
	for (unsigned int i = 0; i < changes->count; i++) {
		sink_printf(&s->out, "%c ", mark_char(changes->item[i].mark));
		sink_wrap(&s->out, 2, 4, changes->item[i].text);
	}
	if (changes->more)
		sink_printf(&s->out, "  and %u more\n", changes->more);
	if (!changes->count)
		sink_puts(&s->out, "nothing that the machine shows has changed\n");
}

bool cmd_diff(struct session *s, const struct command_input *in)
{
	struct comparison c = { .failed = false };
	size_t a, b;
	bool there;

	if (!read_moments(s, in, &a, &b))
		return false;
	there = session_look_at(s, a, look_at_first, &c) && session_look_at(s, b, look_at_second, &c);
	if (!there)
		session_error(s, STATUS_ERROR, "hmsh-checkpoint", "that moment lies on a way that was left: undo and redo no longer lead there");
	else if (c.failed)
		session_error(s, STATUS_LIMIT, "hmsh-memory", "out of memory");
	else if (c.other_machine)
		session_error(s, STATUS_ERROR, "hmsh-checkpoint", "the two moments are of machines that differ: there is nothing to compare");
	else
		show_changes(s, &c.changes);
	snapshot_free(&c.a);
	snapshot_free(&c.b);
	return there && !c.failed && !c.other_machine;
}
