/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * grade_run(): as many workers at a time as there are CPUs, each with one submission. A worker that dies or is killed costs the answer that it ran; another one goes
 * on behind that. Results wait until those before them have been handed over, so their order is that of the request whatever the timing.
 *
 * Start states of a lesson that all entries share are made once, here, and come to each worker by fork().
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "shell/grade/worker.h"
#include "shell/sink.h"

enum { MOST_WORKERS = 64, START_SECONDS = 30 /* own start states, confinement */ };

/* A submission from when it is read until its result is handed over. */
struct job {
	struct submission submission;
	struct grade_result *result;
	struct worker worker;
	bool open, finished;
};

struct run {
	const struct grade_request *request;
	struct job *job;           /* one for each entry */
	struct starts shared;
	bool is_shared;
	unsigned int workers, running;
	size_t next, delivered;
};

static long long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000ll + t.tv_nsec / 1000000;
}

static unsigned int seconds_of(const struct run *run)
{
	return run->request->seconds ? run->request->seconds : GRADE_SECONDS;
}

/* ---- results ---- */

const char *grade_escaped(struct pool *pool, const char *text)
{
	struct text safe = { 0 };
	const char *copy;

	escape_text(&safe, text, strlen(text));
	copy = pool_copy(pool, text_string(&safe), safe.length);
	pool->failed |= safe.failed;
	text_free(&safe);
	return copy;
}

/* A name stands in one line: a line's end inside it must not begin a line that looks like ours. */
static const char *escaped_name(struct pool *pool, const char *name)
{
	struct text line = { 0 };
	const char *copy;

	for (; *name; name++)
		if (*name == '\n' || *name == '\t' || *name == '\r')
			text_printf(&line, "\\x%02x", (unsigned int)*name);
		else
			text_add(&line, name, 1);
	copy = grade_escaped(pool, text_string(&line));
	pool->failed |= line.failed;
	text_free(&line);
	return copy;
}

static bool add_answers(struct grade_result *r, const struct lesson *lesson)
{
	size_t n = 0, step;

	while (grade_task(lesson, n, &step))
		n++;
	r->answer = pool_alloc(&r->pool, (n ? n : 1) * sizeof(*r->answer));
	for (size_t i = 0; r->answer && i < n; i++) {
		grade_task(lesson, i, &step);
		r->answer[i] = (struct grade_answer){ .task = lesson->step[step].task, .title = lesson->step[step].title, .step = step + 1, .output = "" };
	}
	r->answers = r->answer ? n : 0;
	return r->answer;
}

static void read_submission(struct job *j)
{
	const struct grade_entry *e = j->result->entry;
	struct text notes = { 0 };
	const char *why = e->trouble;

	if (!why)
		why = submission_read(&j->submission, e->path);
	if (!why) {
		submission_notes(&j->submission, e->lesson, &notes);
		j->result->notes = pool_copy(&j->result->pool, text_string(&notes), notes.length);
		text_free(&notes);
	} else {
		j->result->trouble = grade_escaped(&j->result->pool, why);
	}
	for (size_t i = 0; !why && i < j->result->answers; i++) {
		const struct part *part = submission_answer(&j->submission, j->result->answer[i].step);

		j->result->answer[i].line = part ? part->line : 0;
		j->result->answer[i].end = part ? ANSWER_LOST : ANSWER_MISSING; /* until it is heard of */
	}
}

static bool open_job(struct run *run, struct job *j, size_t number)
{
	const struct grade_entry *e = &run->request->entry[number];

	j->result = calloc(1, sizeof(*j->result));
	if (!j->result)
		return false;
	*j->result = (struct grade_result){ .entry = e, .number = number, .notes = "" };
	j->result->name = escaped_name(&j->result->pool, e->name ? e->name : e->path);
	if (e->lesson && !add_answers(j->result, e->lesson))
		return false;
	read_submission(j);
	return !j->result->pool.failed;
}

static void count_points(struct grade_result *r)
{
	for (size_t i = 0; i < r->answers; i++) {
		grade_count(&r->answer[i]);
		r->points += r->answer[i].points;
		r->max += r->answer[i].max;
	}
}

static void close_job(struct job *j)
{
	if (j->worker.pid > 0)
		worker_end(&j->worker);
	submission_free(&j->submission);
	if (j->result)
		pool_free(&j->result->pool);
	free(j->result);
	j->result = NULL;
}

/* Hands over what is finished and has nobody before it. False: memory was too short to hear all of it, which is no answer's fault. */
static bool deliver(struct run *run)
{
	while (run->delivered < run->request->entries && run->job[run->delivered].finished) {
		struct job *j = &run->job[run->delivered];

		if (j->result->pool.failed)
			return false;
		run->delivered++;
		count_points(j->result);
		run->request->done(run->request->context, j->result);
		close_job(j);
	}
	return true;
}

/* ---- workers ---- */

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

static long long deadline(const struct run *run, bool began)
{
	return now_ms() + 1000ll * (began ? seconds_of(run) : START_SECONDS);
}

/* Only the result is needed from now on. */
static void finish_job(struct job *j)
{
	submission_free(&j->submission);
	j->finished = true;
}

/* Begins, or goes on, with the answer w->next; none left: it is finished. */
static void start_worker(struct run *run, struct job *j)
{
	const struct grade_entry *e = j->result->entry;
	const struct worker_job job = {
		.entry = e, .name = base_name(e->path), .submission = &j->submission, .starts = run->is_shared ? &run->shared : NULL,
		.first = j->worker.next, .steps = run->request->steps ? run->request->steps : GRADE_STEPS, .seconds = seconds_of(run),
		.sandbox = run->request->sandbox
	};

	if (j->worker.next < j->result->answers && worker_start(&j->worker, &job)) {
		j->worker.deadline = deadline(run, false);
		j->open = true;
		run->running++;
	} else {
		finish_job(j);
	}
}

/* Its process has ended, by itself or not. An answer that it ran gets no points; the next one is another process's. */
static void worker_ended(struct run *run, struct job *j, bool late)
{
	size_t next = j->worker.next;
	bool began = j->worker.began;
	int status = worker_end(&j->worker);

	j->open = false;
	run->running--;
	if (began) {
		struct grade_answer *a = &j->result->answer[next];

		a->end = late ? ANSWER_TIME : WIFEXITED(status) && WEXITSTATUS(status) == WORKER_NO_MEMORY ? ANSWER_LOST : ANSWER_CRASHED;
		a->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
		a->finding = NULL;
		j->worker.next = next + 1;
		start_worker(run, j);
	} else {
		finish_job(j);
	}
}

static void hear(struct run *run, struct job *j)
{
	size_t next = j->worker.next;
	bool began = j->worker.began, alive = worker_read(&j->worker, j->result);

	if (j->worker.next != next || j->worker.began != began)
		j->worker.deadline = deadline(run, j->worker.began);
	if (!alive)
		worker_ended(run, j, false);
}

static int until_deadline(struct job *const *job, unsigned int n)
{
	long long least = 1000, now = now_ms();

	for (unsigned int i = 0; i < n; i++)
		if (job[i]->worker.deadline - now < least)
			least = job[i]->worker.deadline - now;
	return least > 0 ? (int)least : 0;
}

static void wait_for_workers(struct run *run)
{
	struct pollfd fds[MOST_WORKERS];
	struct job *job[MOST_WORKERS];
	unsigned int n = 0;

	for (size_t i = run->delivered; i < run->next && n < MOST_WORKERS; i++) {
		if (!run->job[i].open)
			continue;
		fds[n] = (struct pollfd){ .fd = run->job[i].worker.fd, .events = POLLIN };
		job[n++] = &run->job[i];
	}
	if (poll(fds, n, until_deadline(job, n)) < 0)
		return;
	for (unsigned int i = 0; i < n; i++) {
		if (fds[i].revents)
			hear(run, job[i]);
		else if (job[i]->worker.deadline <= now_ms())
			worker_ended(run, job[i], true);
	}
}

/* ---- the whole ---- */

static bool one_lesson(const struct grade_request *request)
{
	for (size_t i = 0; i < request->entries; i++)
		if (request->entry[i].lesson != request->entry[0].lesson)
			return false;
	return request->entries && request->entry[0].lesson;
}

static unsigned int worker_count(const struct grade_request *request)
{
	long n = request->workers ? (long)request->workers : sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n > MOST_WORKERS ? MOST_WORKERS : (unsigned int)n;
}

static bool stopped(const struct run *run)
{
	return run->request->interrupt && *run->request->interrupt;
}

static bool run_all(struct run *run)
{
	while (run->delivered < run->request->entries && !stopped(run)) {
		while (run->running < run->workers && run->next < run->request->entries) {
			struct job *j = &run->job[run->next];

			if (!open_job(run, j, run->next))
				return false;
			run->next++;
			if (j->result->trouble)
				finish_job(j);
			else
				start_worker(run, j);
			if (!deliver(run))
				return false;
		}
		if (run->running)
			wait_for_workers(run);
		if (!deliver(run))
			return false;
	}
	return true;
}

bool grade_run(const struct grade_request *request, char *why, size_t size)
{
	struct run run = { .request = request, .workers = worker_count(request), .is_shared = one_lesson(request) };
	bool ok;

	run.job = calloc(request->entries ? request->entries : 1, sizeof(*run.job));
	ok = run.job && (!run.is_shared || starts_open(&run.shared, request->entry[0].lesson));
	ok = ok && run_all(&run);
	for (size_t i = run.delivered; run.job && i < run.next + 1 && i < request->entries; i++)
		close_job(&run.job[i]);
	starts_close(&run.shared);
	free(run.job);
	if (!ok)
		snprintf(why, size, "out of memory");
	else if (stopped(&run))
		snprintf(why, size, "interrupted");
	return ok && !stopped(&run);
}
