/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Progress in SQLite: see progress.h. The library is opened with the first thing to note; only this file knows it. `user_version` of the file is the
 * schema's number: 0 an empty file, 1 ours, above that a newer hmsh's, which is neither read nor written.
 *
 * Order of trouble: a file in the way that is no regular file is not opened at all (it might block); one that SQLite calls damaged is not written;
 * locks that others hold are waited for at most a second. After the first trouble a database in memory takes the place of the file.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <sqlite3.h>

#include "shell/journal.h"
#include "shell/learn/learn.h"
#include "shell/learn/progress.h"
#include "shell/report/json.h"

enum { SCHEMA = 1, WAIT_MS = 1000 };

/* X(name): what is used of the library. */
#define SQLITE_CALLS(X) \
	X(open_v2) X(close) X(busy_timeout) X(prepare_v2) X(bind_text) X(bind_int64) X(step) X(column_text) X(column_int64) X(column_type) X(finalize) X(errmsg) \
	X(errcode) X(exec)

struct sqlite_calls {
#define X(name) __typeof__(sqlite3_##name) *name;
	SQLITE_CALLS(X)
#undef X
};

struct progress {
	struct sqlite_calls call;
	bool loaded;
	bool said;                 /* the trouble */
	sqlite3 *memory;           /* in the file's place from the first trouble on */
	struct text path;
};

static const char schema[] =
	"BEGIN IMMEDIATE;"
	"CREATE TABLE IF NOT EXISTS step (lesson TEXT NOT NULL, step INTEGER NOT NULL, steps INTEGER NOT NULL, title TEXT NOT NULL,"
	" how TEXT NOT NULL, hints INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (lesson, step));"
	"CREATE TABLE IF NOT EXISTS answer (lesson TEXT NOT NULL, step INTEGER NOT NULL, choice INTEGER NOT NULL, correct INTEGER NOT NULL,"
	" at INTEGER NOT NULL);"
	"PRAGMA user_version = 1;"
	"COMMIT";

/* ---- the library ---- */

static bool load_calls(struct sqlite_calls *calls)
{
	void *library = dlopen("libsqlite3.so.0", RTLD_NOW | RTLD_LOCAL), *symbol;

	if (!library)
		return false;
#define X(name) \
	symbol = dlsym(library, "sqlite3_" #name); \
	memcpy(&calls->name, &symbol, sizeof(symbol)); \
	if (!symbol) \
		return false;
	SQLITE_CALLS(X)
#undef X
	return true;
}

struct progress *progress_of(struct session *s)
{
	if (!learn_of(s))
		return NULL;
	if (!s->learn->progress)
		s->learn->progress = calloc(1, sizeof(*s->learn->progress));
	return s->learn->progress;
}

void progress_free(struct progress *p)
{
	if (!p)
		return;
	if (p->memory)
		p->call.close(p->memory);
	text_free(&p->path);
	free(p);
}

/* ---- opening ---- */

static void trouble(struct session *s, struct progress *p, const char *why)
{
	if (!p->said)
		session_say(s, "hmsh: progress is not kept: %s%s%s. The lesson goes on.", why, p->path.length ? ": " : "", text_string(&p->path));
	p->said = true;
}

static bool ready(struct session *s, struct progress *p)
{
	if (p->loaded)
		return true;
	p->loaded = load_calls(&p->call);
	if (!p->loaded)
		trouble(s, p, "libsqlite3.so.0 cannot be loaded (Debian's package libsqlite3-0 has it)");
	return p->loaded;
}

static sqlite3 *open_memory(struct progress *p)
{
	if (!p->memory && p->call.open_v2(":memory:", &p->memory, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK)
		p->call.exec(p->memory, schema, NULL, NULL, NULL);
	return p->memory;
}

/* The file, made with mode 0600 when it is not there; why: it cannot be used. */
static const char *prepare_file(struct progress *p, bool to_write, bool *writable)
{
	const char *why;
	struct stat st;
	int fd;

	text_clear(&p->path);
	*writable = state_folder(&p->path, &why);
	if (!p->path.length)
		return why;
	text_puts(&p->path, "/progress.sqlite");
	if (p->path.failed)
		return "out of memory";
	if (lstat(p->path.bytes, &st) == 0) {
		*writable = *writable && !access(p->path.bytes, W_OK);
		return S_ISREG(st.st_mode) ? NULL : "it is no regular file";
	}
	if (errno == ENOENT && !to_write)
		return ""; /* nothing was noted yet: no trouble */
	if (errno != ENOENT || !*writable)
		return errno == ENOENT ? why : strerror(errno);
	fd = open(p->path.bytes, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0 && errno != EEXIST)
		return strerror(errno);
	if (fd >= 0)
		close(fd);
	return NULL;
}

static sqlite3_int64 pragma(struct progress *p, sqlite3 *db, const char *sql, int *result)
{
	sqlite3_stmt *statement = NULL;
	sqlite3_int64 value = -1;

	*result = p->call.prepare_v2(db, sql, -1, &statement, NULL);
	if (*result == SQLITE_OK && (*result = p->call.step(statement)) == SQLITE_ROW) {
		value = p->call.column_int64(statement, 0);
		*result = SQLITE_OK;
	}
	p->call.finalize(statement);
	return value;
}

/* NULL: it can be used. */
static const char *check_schema(struct progress *p, sqlite3 *db, bool writable)
{
	int result;
	sqlite3_int64 version = pragma(p, db, "PRAGMA user_version", &result);

	if (result != SQLITE_OK)
		return p->call.errmsg(db);
	if (version > SCHEMA)
		return "a newer hmsh has made this file, and it is left as it is";
	if (version == SCHEMA)
		return NULL;
	if (!writable)
		return "it is empty, and cannot be written";
	return p->call.exec(db, schema, NULL, NULL, NULL) == SQLITE_OK ? NULL : p->call.errmsg(db);
}

/* The file, or NULL: said why, once. */
static sqlite3 *open_file(struct session *s, struct progress *p, bool to_write)
{
	sqlite3 *db = NULL;
	bool writable;
	const char *why = prepare_file(p, to_write, &writable);
	int flags = writable ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;

	if (!why && p->call.open_v2(p->path.bytes, &db, flags | SQLITE_OPEN_PRIVATECACHE, NULL) != SQLITE_OK)
		why = db ? p->call.errmsg(db) : "out of memory";
	if (!why) {
		p->call.busy_timeout(db, WAIT_MS);
		why = check_schema(p, db, writable);
	}
	if (!why && to_write && !writable)
		why = "it cannot be written";
	if (!why)
		return db;
	if (*why)
		trouble(s, p, why);
	if (db)
		p->call.close(db);
	return NULL;
}

/* ---- noting ---- */

/* One value of a row to write: a text, or (NULL) a number. */
struct value {
	const char *text;
	sqlite3_int64 number;
};

static int write_row(struct progress *p, sqlite3 *db, const char *sql, const struct value *value, int values)
{
	sqlite3_stmt *statement = NULL;
	int result = p->call.prepare_v2(db, sql, -1, &statement, NULL);

	for (int i = 0; result == SQLITE_OK && i < values; i++)
		result = value[i].text ? p->call.bind_text(statement, i + 1, value[i].text, -1, SQLITE_STATIC) :
			 p->call.bind_int64(statement, i + 1, value[i].number);
	if (result == SQLITE_OK)
		result = p->call.step(statement);
	p->call.finalize(statement);
	return result == SQLITE_DONE ? SQLITE_OK : result;
}

static void note(struct session *s, const char *sql, const struct value *value, int values)
{
	struct progress *p = progress_of(s);
	sqlite3 *db;

	if (!p || s->replay || !ready(s, p))
		return;
	db = p->memory ? NULL : open_file(s, p, true);
	if (db && write_row(p, db, sql, value, values) == SQLITE_OK) {
		p->call.close(db);
		return;
	}
	if (db) {
		trouble(s, p, p->call.errmsg(db));
		p->call.close(db);
	}
	db = open_memory(p);
	if (db)
		write_row(p, db, sql, value, values);
}

void progress_step(struct session *s, const char *how, unsigned int hints)
{
	const struct lesson *l = learn_lesson(s);
	const struct step *step = learn_step(s);
	struct value row[] = {
		{ l ? l->name : "", 0 }, { NULL, s->soft.learning.step + 1 }, { NULL, l ? (sqlite3_int64)l->steps : 0 }, { step ? step->title : "", 0 },
		{ how, 0 }, { NULL, hints }, { NULL, (sqlite3_int64)time(NULL) }
	};

	if (step)
		note(s, "INSERT INTO step VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (lesson, step) DO UPDATE SET steps = excluded.steps,"
		     " title = excluded.title, hints = max(hints, excluded.hints), at = CASE WHEN how = excluded.how THEN at ELSE excluded.at END,"
		     " how = CASE WHEN how = 'done' THEN how ELSE excluded.how END", row, 7);
}

void progress_answer(struct session *s, unsigned int choice, bool right)
{
	const struct lesson *l = learn_lesson(s);
	struct value row[] = {
		{ l ? l->name : "", 0 }, { NULL, s->soft.learning.step + 1 }, { NULL, choice }, { NULL, right }, { NULL, (sqlite3_int64)time(NULL) }
	};

	if (l)
		note(s, "INSERT INTO answer VALUES (?, ?, ?, ?, ?)", row, 5);
}

/* A row beside those of lessons, which no lesson can have: names of lessons have no blank. */
void progress_quiz(struct session *s, const char *kind, bool right)
{
	struct text name = { 0 };
	struct value row[] = { { NULL, 0 }, { NULL, right }, { NULL, right }, { NULL, (sqlite3_int64)time(NULL) } };

	text_printf(&name, "quiz %s", kind);
	row[0].text = text_string(&name);
	note(s, "INSERT INTO answer VALUES (?, 0, ?, ?, ?)", row, 4);
	text_free(&name);
}

/* Made when it is first needed: an older hmsh, which does not know it, leaves it alone. */
static const char hunt_table[] =
	"CREATE TABLE IF NOT EXISTS hunt (level INTEGER NOT NULL, seed INTEGER NOT NULL, looks INTEGER NOT NULL, par INTEGER NOT NULL,"
	" found INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (level, seed))";

void progress_hunt(struct session *s, const struct progress_hunt *hunt)
{
	struct value row[] = {
		{ NULL, hunt->level }, { NULL, (sqlite3_int64)hunt->seed }, { NULL, hunt->looks }, { NULL, hunt->par }, { NULL, hunt->found },
		{ NULL, (sqlite3_int64)time(NULL) }
	};

	note(s, hunt_table, NULL, 0);
	note(s, "INSERT INTO hunt VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (level, seed) DO UPDATE SET"
	     " looks = CASE WHEN found AND excluded.found THEN min(looks, excluded.looks) WHEN found THEN looks ELSE excluded.looks END,"
	     " found = max(found, excluded.found), at = excluded.at", row, 6);
}

/* ---- reading ---- */

typedef void each_row(void *context, struct progress *p, sqlite3_stmt *row);

static bool select_rows(struct session *s, const char *sql, const struct value *value, int values, each_row *each, void *context)
{
	struct progress *p = progress_of(s);
	sqlite3_stmt *statement = NULL;
	sqlite3 *db;
	int result;

	if (!p || !ready(s, p))
		return false;
	db = p->memory ? p->memory : open_file(s, p, false);
	db = db ? db : open_memory(p);
	if (!db)
		return false;
	result = p->call.prepare_v2(db, sql, -1, &statement, NULL);
	for (int i = 0; result == SQLITE_OK && i < values; i++)
		result = value[i].text ? p->call.bind_text(statement, i + 1, value[i].text, -1, SQLITE_STATIC) :
			 p->call.bind_int64(statement, i + 1, value[i].number);
	while (result == SQLITE_OK && (result = p->call.step(statement)) == SQLITE_ROW) {
		each(context, p, statement);
		result = SQLITE_OK;
	}
	p->call.finalize(statement);
	if (result != SQLITE_DONE)
		trouble(s, p, p->call.errmsg(db));
	if (db != p->memory)
		p->call.close(db);
	return result == SQLITE_DONE;
}

static void take_table(void *context, struct progress *p, sqlite3_stmt *row)
{
	(void)p;
	(void)row;
	*(bool *)context = true;
}

static bool has_hunts(struct session *s)
{
	bool has = false;

	select_rows(s, "SELECT 1 FROM sqlite_master WHERE name = 'hunt'", NULL, 0, take_table, &has);
	return has;
}

struct lesson_rows {
	void (*row)(void *context, const struct progress_row *row);
	void *context;
};

static void take_lesson(void *context, struct progress *p, sqlite3_stmt *row)
{
	const struct lesson_rows *to = context;
	struct progress_row r = { .lesson = (const char *)p->call.column_text(row, 0) };
	unsigned int *number[] = { &r.steps, &r.done, &r.shown, &r.hints, &r.answers, &r.right };

	for (int i = 0; i < 6; i++)
		*number[i] = (unsigned int)p->call.column_int64(row, i + 1);
	if (r.lesson)
		to->row(to->context, &r);
}

/* A prediction counts as it was made first: whoever has seen the answer makes none. */
#define FIRST_ANSWERS "(SELECT lesson, correct FROM answer WHERE rowid IN (SELECT min(rowid) FROM answer GROUP BY lesson, step))"

bool progress_each(struct session *s, void (*row)(void *context, const struct progress_row *row), void *context)
{
	struct lesson_rows to = { row, context };

	return select_rows(s, "SELECT lesson, max(steps), sum(how = 'done'), sum(how = 'shown'), sum(hints),"
			   " (SELECT count(*) FROM " FIRST_ANSWERS " a WHERE a.lesson = step.lesson),"
			   " (SELECT coalesce(sum(correct), 0) FROM " FIRST_ANSWERS " a WHERE a.lesson = step.lesson)"
			   " FROM step GROUP BY lesson ORDER BY lesson", NULL, 0, take_lesson, &to);
}

bool progress_each_quiz(struct session *s, void (*row)(void *context, const struct progress_row *row), void *context)
{
	struct lesson_rows to = { row, context };

	return select_rows(s, "SELECT substr(lesson, 6), 0, 0, 0, 0, count(*), sum(correct) FROM answer WHERE lesson LIKE 'quiz %' AND step = 0"
			   " GROUP BY lesson ORDER BY lesson", NULL, 0, take_lesson, &to);
}

struct hunt_rows {
	void (*row)(void *context, const struct progress_hunts *row);
	void *context;
};

static void take_hunts(void *context, struct progress *p, sqlite3_stmt *row)
{
	const struct hunt_rows *to = context;
	struct progress_hunts r;
	unsigned int *number[] = { &r.level, &r.found, &r.shown, &r.best };

	for (int i = 0; i < 4; i++)
		*number[i] = (unsigned int)p->call.column_int64(row, i);
	to->row(to->context, &r);
}

bool progress_each_hunt(struct session *s, void (*row)(void *context, const struct progress_hunts *row), void *context)
{
	struct hunt_rows to = { row, context };

	return has_hunts(s) && select_rows(s, "SELECT level, sum(found), sum(NOT found), coalesce(min(CASE WHEN found THEN looks END), 0)"
					   " FROM hunt GROUP BY level ORDER BY level", NULL, 0, take_hunts, &to);
}

struct best {
	unsigned int level, looks;
};

static void take_best(void *context, const struct progress_hunts *row)
{
	struct best *best = context;

	if (row->level == best->level && row->found)
		best->looks = row->best;
}

bool progress_hunt_best(struct session *s, unsigned int level, unsigned int *looks)
{
	struct best best = { .level = level, .looks = UINT32_MAX };

	progress_each_hunt(s, take_best, &best);
	*looks = best.looks;
	return best.looks != UINT32_MAX;
}

/* ---- export ---- */

struct export {
	struct text *out;
	bool json;
	size_t rows;
};

/* In quotes, which are doubled (RFC 4180); without control characters, which no reader of tables expects. */
static void put_csv(struct text *out, const char *text)
{
	text_puts(out, "\"");
	for (const char *c = text ? text : ""; *c; c++) {
		if (*c == '"')
			text_puts(out, "\"\"");
		else if ((unsigned char)*c >= ' ')
			text_add(out, c, 1);
	}
	text_puts(out, "\"");
}

static void put_text(struct export *e, const char *column, const char *text)
{
	if (e->json)
		json_string(e->out, column, text ? text : "");
	else
		put_csv(e->out, text);
}

static void put_number(struct export *e, const char *column, sqlite3_int64 number)
{
	if (e->json)
		json_signed(e->out, column, number);
	else
		text_printf(e->out, "%lld", (long long)number);
}

static void put_time(char *out, size_t size, sqlite3_int64 at)
{
	time_t t = (time_t)at;
	struct tm tm;

	if (!gmtime_r(&t, &tm) || !strftime(out, size, "%Y-%m-%dT%H:%M:%SZ", &tm))
		snprintf(out, size, "?");
}

enum kind { TEXT, NUMBER, TIME };

/* A row of a lesson's step has no value in the last four, that of a hunt none in most of the others: empty in CSV, left out in JSON. */
static const struct {
	const char *name;
	enum kind kind;
} columns[] = {
	{ "lesson", TEXT }, { "step", NUMBER }, { "steps", NUMBER }, { "title", TEXT }, { "how", TEXT }, { "hints", NUMBER }, { "at", TIME },
	{ "level", NUMBER }, { "seed", NUMBER }, { "looks", NUMBER }, { "par", NUMBER },
};

enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };

static void put_value(struct export *e, struct progress *p, sqlite3_stmt *row, int i)
{
	char at[40];

	if (p->call.column_type(row, i) == SQLITE_NULL)
		return;
	switch (columns[i].kind) {
	case TEXT:
		put_text(e, columns[i].name, (const char *)p->call.column_text(row, i));
		break;
	case NUMBER:
		put_number(e, columns[i].name, p->call.column_int64(row, i));
		break;
	case TIME:
		put_time(at, sizeof(at), p->call.column_int64(row, i));
		put_text(e, columns[i].name, at);
	}
}

static void export_row(void *context, struct progress *p, sqlite3_stmt *row)
{
	struct export *e = context;

	if (e->json)
		text_puts(e->out, e->rows++ ? ",\n{" : "\n{");
	for (int i = 0; i < COLUMNS; i++) {
		text_puts(e->out, i && !e->json ? "," : "");
		put_value(e, p, row, i);
	}
	text_puts(e->out, e->json ? "}" : "\n");
}

static void export_header(struct export *e)
{
	for (int i = 0; i < COLUMNS && !e->json; i++)
		text_printf(e->out, "%s%s", columns[i].name, i < COLUMNS - 1 ? "," : "\n");
	text_puts(e->out, e->json ? "{\"version\": 1, \"steps\": [" : "");
}

bool progress_export(struct session *s, bool json, struct text *out)
{
	struct export e = { .out = out, .json = json };

	export_header(&e);
	if (!select_rows(s, "SELECT lesson, step, steps, title, how, hints, at, NULL, NULL, NULL, NULL FROM step ORDER BY lesson, step", NULL, 0,
			 export_row, &e))
		return false;
	text_puts(out, json ? "\n], \"hunts\": [" : "");
	e.rows = 0;
	if (has_hunts(s) && !select_rows(s, "SELECT CASE ? WHEN 0 THEN 'hunt' END, NULL, NULL, NULL, CASE WHEN found THEN 'found' ELSE 'shown' END, NULL, at,"
					 " level, seed, looks, par FROM hunt ORDER BY level, seed", &(struct value){ NULL, json }, 1, export_row, &e))
		return false;
	text_puts(out, json ? "\n]}\n" : "");
	return !out->failed;
}
