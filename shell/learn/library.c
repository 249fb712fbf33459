/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Folders of lessons: see library.h. Names come from a folder's listing and are joined to its path, so none can lead out of it; a symbolic link that
 * does is a file like another to whoever may write in that folder.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shell/file.h"
#include "shell/learn/library.h"

#ifndef HMSH_SHARE
#define HMSH_SHARE "/usr/local/share/hmsh"
#endif

enum { MOST_LESSONS = 10000 };

bool access_missing(const char *path)
{
	return access(path, F_OK) && (errno == ENOENT || errno == ENOTDIR);
}

/* ---- names ---- */

static bool is_lesson(int folder, const char *name)
{
	char begin[8];
	struct stat st;
	ssize_t n = 0;
	int fd = openat(folder, name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	if (fd < 0)
		return false;
	if (!fstat(fd, &st) && S_ISREG(st.st_mode))
		n = read(fd, begin, sizeof(begin));
	close(fd);
	return n > 3 && lesson_begins(begin, (size_t)n);
}

static bool add_name(struct lesson_names *names, const char *prefix, const char *file)
{
	struct text name = { 0 };
	char **grown = realloc(names->name, (names->count + 1) * sizeof(*grown));

	if (!grown)
		return false;
	names->name = grown;
	text_printf(&name, "%s%.*s", prefix, (int)(strlen(file) - 3), file);
	if (name.failed) {
		text_free(&name);
		return false;
	}
	names->name[names->count++] = name.bytes;
	return true;
}

static bool list_folder(const char *path, const char *prefix, struct lesson_names *names)
{
	DIR *dir = opendir(path);
	struct dirent *e;
	bool ok = true;

	if (!dir)
		return false;
	while (ok && names->count < MOST_LESSONS && (e = readdir(dir))) {
		size_t n = strlen(e->d_name);

		if (n > 3 && *e->d_name != '.' && !strcmp(e->d_name + n - 3, ".md") && is_lesson(dirfd(dir), e->d_name))
			ok = add_name(names, prefix, e->d_name);
	}
	names->no_memory = names->no_memory || !ok;
	closedir(dir);
	return ok;
}

static int by_name(const void *a, const void *b)
{
	const char *x = *(char *const *)a, *y = *(char *const *)b;
	bool deep_x = strchr(x, '/') != NULL, deep_y = strchr(y, '/') != NULL;

	return deep_x != deep_y ? deep_x - deep_y : strcmp(x, y);
}

bool lesson_names(const char *folder, struct lesson_names *names)
{
	struct text deep = { 0 };
	bool ok;

	*names = (struct lesson_names){ 0 };
	ok = list_folder(folder, "", names);
	text_printf(&deep, "%s/walkthroughs", folder);
	names->no_memory = names->no_memory || deep.failed;
	if (ok && !deep.failed && !access_missing(text_string(&deep)))
		list_folder(text_string(&deep), "walkthroughs/", names);
	text_free(&deep);
	if (names->count)
		qsort(names->name, names->count, sizeof(*names->name), by_name);
	return ok;
}

void lesson_names_free(struct lesson_names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->name[i]);
	free(names->name);
	*names = (struct lesson_names){ 0 };
}

/* ---- folders ---- */

static void user_folder(struct text *path)
{
	const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");

	if (data && *data == '/')
		text_printf(path, "%s/hmsh/lessons", data);
	else if (home && *home == '/')
		text_printf(path, "%s/.local/share/hmsh/lessons", home);
}

/* Where the program lies: ../share/hmsh/lessons when it is installed somewhere, ../lessons when it was just built. */
static void beside_program(struct text *path, const char *tail)
{
	char program[4096];
	ssize_t n = readlink("/proc/self/exe", program, sizeof(program) - 1);

	for (int up = 0; n > 0 && up < 2; up++)
		while (n > 0 && program[--n] != '/')
			;
	if (n > 0)
		text_printf(path, "%.*s%s", (int)n, program, tail);
}

static void candidate(const char *option, unsigned int i, struct text *path)
{
	const char *variable = getenv("HMSH_LESSONS");

	switch (i) {
	case 0: text_puts(path, option ? option : ""); break;
	case 1: text_puts(path, variable ? variable : ""); break;
	case 2: user_folder(path); break;
	case 3: beside_program(path, "/share/hmsh/lessons"); break;
	case 4: text_puts(path, HMSH_SHARE "/lessons"); break;
	case 5: beside_program(path, "/lessons"); break;
	default: break;
	}
}

bool library_folder(const char *option, unsigned int i, struct text *path)
{
	struct stat st;

	for (unsigned int k = 0; k < 6; k++) {
		text_clear(path);
		candidate(option, k, path);
		if (path->failed)
			return false;
		if (path->length && !stat(text_string(path), &st) && S_ISDIR(st.st_mode) && !i--)
			return true;
	}
	return false;
}

/* ---- finding ---- */

/* How well a word names a lesson: 2 exactly, 1 by its number or by what follows the number, 0 not at all. */
static int fits(const char *name, const char *word, size_t n)
{
	const char *base = strrchr(name, '/') ? strrchr(name, '/') + 1 : name, *rest = base + strspn(base, "0123456789");

	if (strlen(name) == n && !memcmp(name, word, n))
		return 2;
	if (*rest == '-' && rest > base && n && strspn(word, "0123456789") >= n && strtoul(word, NULL, 10) == strtoul(base, NULL, 10) && base == name)
		return 1;
	rest = *rest == '-' && rest > base ? rest + 1 : base;
	return strlen(rest) >= n && n && !memcmp(rest, word, n) ? 1 : 0;
}

static size_t find_in(const char *folder, const char *word, size_t n, struct text *name)
{
	struct lesson_names names;
	size_t found = 0;
	int best = 1;

	lesson_names(folder, &names);
	for (size_t i = 0; i < names.count; i++) {
		int fit = fits(names.name[i], word, n);

		if (fit < best)
			continue;
		if (fit > best) {
			best = fit;
			found = 0;
			text_clear(name);
		}
		text_printf(name, "%s%s", found++ ? ", " : "", names.name[i]);
	}
	name->failed = name->failed || names.no_memory;
	lesson_names_free(&names);
	return found;
}

static bool is_file(const char *word, size_t n, struct text *name, struct text *path)
{
	const char *slash = memrchr(word, '/', n), *base = slash ? slash + 1 : word;
	size_t length = n - (size_t)(base - word);
	struct stat st;

	if (n < 4 || memcmp(word + n - 3, ".md", 3))
		return false;
	text_clear(path);
	text_printf(path, "%.*s", (int)n, word);
	if (path->failed || stat(text_string(path), &st) || !S_ISREG(st.st_mode))
		return false;
	text_clear(name);
	text_printf(name, "%s%.*s", slash && slash - word >= 12 && !memcmp(slash - 12, "walkthroughs", 12) ? "walkthroughs/" : "", (int)(length - 3), base);
	return true;
}

size_t library_find(const char *option, const char *word, size_t length, struct text *name, struct text *path)
{
	struct text folder = { 0 };
	size_t found = is_file(word, length, name, path);

	for (unsigned int i = 0; !found && !path->failed && !name->failed && library_folder(option, i, &folder); i++) {
		text_clear(name);
		found = find_in(text_string(&folder), word, length, name);
		if (found == 1) {
			text_clear(path);
			text_printf(path, "%s/%s.md", text_string(&folder), text_string(name));
		}
	}
	name->failed = name->failed || path->failed || folder.failed;
	text_free(&folder);
	return name->failed ? 0 : found;
}

static bool gallery_in(const char *folder, const char *beginning, struct text *path)
{
	DIR *dir = opendir(folder);
	const char *found = NULL;
	struct dirent *e;

	while (dir && !found && (e = readdir(dir)))
		if (*e->d_name != '.' && !strncmp(e->d_name, beginning, strlen(beginning)) && strstr(e->d_name, ".hm"))
			found = e->d_name;
	text_clear(path);
	if (found)
		text_printf(path, "%s/%s", folder, found);
	if (dir)
		closedir(dir);
	return found;
}

bool library_gallery(const char *option, const char *name, struct text *path)
{
	static const char prefix[] = "gallery/";
	const char *beginning = name + sizeof(prefix) - 1;
	struct text folder = { 0 }, gallery = { 0 };
	bool found = false;

	if (strncmp(name, prefix, sizeof(prefix) - 1) || !*beginning || strchr(beginning, '/') || !access_missing(name))
		return false;
	for (unsigned int i = 0; !found && library_folder(option, i / 2, &folder); i++) {
		text_clear(&gallery);
		text_printf(&gallery, "%s%s/gallery", text_string(&folder), i % 2 ? "/.." : "");
		found = gallery_in(text_string(&gallery), beginning, path);
	}
	text_free(&folder);
	text_free(&gallery);
	return found;
}

bool library_course(const char *option, struct course *course, struct text *folder)
{
	struct text path = { 0 }, text = { 0 };
	bool found = false;

	for (unsigned int i = 0; !found && library_folder(option, i, folder); i++) {
		text_clear(&path);
		text_clear(&text);
		text_printf(&path, "%s/course", text_string(folder));
		found = !file_read(text_string(&path), LESSON_LIMIT, &text) && course_read(course, text_string(&text), text.length);
	}
	text_free(&path);
	text_free(&text);
	return found;
}
