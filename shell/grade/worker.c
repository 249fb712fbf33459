/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Workers: see worker.h. A child never returns from worker_start(), touches no sink of its parent's, and leaves by _exit(). It holds one open file, its pipe; the
 * standard streams lead nowhere.
 *
 * The frame of an answer: its number, how it ended, steps, the text that it printed, then for each condition: held at the start, holds, could not be
 * asked, expected, found.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shell/grade/worker.h"

enum { MEMORY = 512 << 20, PIPE_FD = 3, MOST_FILES = 4096 };

/* ---- the child ---- */

static void put_finding(struct text *t, const struct finding *f, bool held)
{
	wire_number(t, held);
	wire_number(t, f->holds);
	wire_number(t, f->broken);
	wire_string(t, f->expected, strlen(f->expected));
	wire_string(t, f->found, strlen(f->found));
}

static bool send_answer(int fd, struct text *t, size_t number, const struct start *start, const struct answer_report *report)
{
	const struct text *shown = &start->r.shown;

	wire_begin(t, WIRE_ANSWER);
	wire_number(t, number);
	wire_number(t, report->end);
	wire_number(t, report->steps);
	wire_string(t, text_string(shown), shown->length < GRADE_OUTPUT ? shown->length : GRADE_OUTPUT);
	for (size_t i = 0; i < start->task->conditions; i++)
		put_finding(t, &report->finding[i], start->held[i]);
	return wire_send(fd, t);
}

static bool send_one(int fd, struct text *t, enum wire_kind kind, uint64_t value)
{
	wire_begin(t, kind);
	wire_number(t, value);
	return wire_send(fd, t);
}

static bool run_answers(const struct worker_job *job, struct starts *starts, struct text *t)
{
	static const struct answer_report none;
	struct answer_report report;

	for (size_t i = job->first; i < starts->count; i++) {
		struct start *start = &starts->start[i];
		const struct part *part = submission_answer(job->submission, start->step + 1);

		if (!part)
			continue;
		report = none;
		if (!send_one(PIPE_FD, t, WIRE_BEGINS, i))
			return false;
		answer_run(start, part, job->name, job->steps, &report);
		if (rehearsal_lost(&start->r, false) || !send_answer(PIPE_FD, t, i, start, &report))
			return false;
	}
	return true;
}

/* Nothing of the parent's stays open but the pipe. A sanitizer may still say what it found. */
static void leave_files(int fd)
{
	int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int i = STDIN_FILENO; i <= STDERR_FILENO - sandbox_sanitized(); i++)
		if (dup2(nowhere, i) < 0)
			close(i);
	if (fd != PIPE_FD)
		dup2(fd, PIPE_FD);
	if (close_range(PIPE_FD + 1, ~0u, 0)) /* a kernel before 5.9 */
		for (int i = PIPE_FD + 1; i < MOST_FILES; i++)
			close(i);
}

static _Noreturn void child(const struct worker_job *job, int fd, pid_t parent)
{
	const struct sandbox_limits limits = { .seconds = job->seconds * MOST_PARTS, .memory = MEMORY };
	struct starts own;
	struct text t = { 0 };
	struct starts *starts = job->starts ? job->starts : &own;
	unsigned int layers = 0;

	signal(SIGINT, SIG_IGN);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	leave_files(fd);
	if (getppid() != parent || (!job->starts && !starts_open(&own, job->entry->lesson)))
		_exit(1);
	if (job->sandbox != SANDBOX_OFF)
		layers = sandbox_enter(&limits);
	if (job->sandbox == SANDBOX_REQUIRE && layers != SANDBOX_ALL)
		_exit(1);
	if (send_one(PIPE_FD, &t, WIRE_CONFINED, layers) && run_answers(job, starts, &t))
		_exit(0);
	_exit(WORKER_NO_MEMORY); /* the pipe takes all that there is, unless its text did not find room */
}

bool worker_start(struct worker *w, const struct worker_job *job)
{
	pid_t parent = getpid();
	int fd[2];

	*w = (struct worker){ .next = job->first };
	if (pipe2(fd, O_CLOEXEC))
		return false;
	w->pid = fork();
	if (!w->pid)
		child(job, fd[1], parent);
	close(fd[1]);
	w->fd = fd[0];
	if (w->pid > 0 && !fcntl(w->fd, F_SETFL, O_NONBLOCK))
		return true;
	if (w->pid > 0)
		worker_end(w);
	else
		close(w->fd);
	w->pid = 0;
	return false;
}

/* ---- the parent ---- */

static bool read_answer(struct worker *w, struct wire_reader *r, struct grade_result *result)
{
	uint64_t number = wire_read_number(r), end = wire_read_number(r);
	struct grade_answer *a;

	if (r->bad || number != w->next || !w->began || number >= result->answers || end < ANSWER_JUDGED || end > ANSWER_OPEN)
		return false;
	a = &result->answer[number];
	a->end = (enum answer_end)end;
	a->steps = wire_read_number(r);
	a->output = wire_read_string(r, &result->pool);
	a->finding = pool_alloc(&result->pool, a->task->conditions * sizeof(*a->finding));
	for (size_t i = 0; a->finding && i < a->task->conditions; i++) {
		struct grade_finding *f = &a->finding[i];

		f->at_start = wire_read_number(r);
		f->holds = wire_read_number(r);
		f->broken = wire_read_number(r);
		f->expected = grade_escaped(&result->pool, wire_read_string(r, &result->pool));
		f->found = grade_escaped(&result->pool, wire_read_string(r, &result->pool));
	}
	if (r->bad || r->left || !a->finding) {
		a->end = ANSWER_CRASHED;
		a->finding = NULL;
	}
	w->next++;
	w->began = false;
	return a->finding;
}

static bool take_frame(struct worker *w, enum wire_kind kind, struct wire_reader *r, struct grade_result *result)
{
	uint64_t value;

	switch (kind) {
	case WIRE_ANSWER: return read_answer(w, r, result);
	case WIRE_CONFINED:
		result->layers = (unsigned int)wire_read_number(r) & SANDBOX_ALL;
		return !r->bad;
	case WIRE_BEGINS:
		value = wire_read_number(r);
		if (r->bad || value < w->next || value >= result->answers)
			return false;
		w->next = value;
		w->began = true;
		return true;
	case WIRE_NONE:
		break;
	}
	return !r->bad; /* not all of it has come */
}

static void take_frames(struct worker *w, struct grade_result *result)
{
	struct wire_reader r;
	size_t size, at = 0;
	enum wire_kind kind;

	while (!w->bad && (kind = wire_frame(text_string(&w->in) + at, w->in.length - at, &r, &size)) != WIRE_NONE) {
		w->bad = !take_frame(w, kind, &r, result);
		at += size;
	}
	result->pool.failed |= w->in.failed;
	w->bad = w->bad || r.bad || w->in.failed;
	if (at)
		memmove(w->in.bytes, w->in.bytes + at, w->in.length - at);
	w->in.length -= at;
}

bool worker_read(struct worker *w, struct grade_result *result)
{
	char part[65536];
	ssize_t n;

	while ((n = read(w->fd, part, sizeof(part))) > 0 && !w->bad) {
		text_add(&w->in, part, (size_t)n);
		take_frames(w, result);
	}
	return !w->bad && n < 0 && (errno == EAGAIN || errno == EINTR);
}

int worker_end(struct worker *w)
{
	int status = 0;

	kill(w->pid, SIGKILL);
	while (waitpid(w->pid, &status, 0) < 0 && errno == EINTR)
		;
	close(w->fd);
	text_free(&w->in);
	w->pid = 0;
	return status;
}
