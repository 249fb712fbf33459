/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where lessons are: --lessons DIR, HMSH_LESSONS, the user's folder, the system's, and, for a program run where it was built, the folder beside. The
 * first that has the lesson asked for wins.
 */
#ifndef LEARN_LIBRARY_H
#define LEARN_LIBRARY_H

#include "shell/learn/course.h"
#include "shell/session.h"

struct lesson_names {
	char **name;               /* sorted; "05-kmap", "walkthroughs/class" */
	size_t count;
	bool no_memory;            /* some are missing */
};

/* The lessons of one folder: files *.md there and in walkthroughs/ that begin as lessons do. False: it cannot be read. */
bool lesson_names(const char *folder, struct lesson_names *names);
void lesson_names_free(struct lesson_names *names);
/* Is there nothing by that name? */
bool access_missing(const char *path);

/* The i-th folder that is searched and exists; false: there are no more, or path->failed. option: --lessons, or NULL. */
bool library_folder(const char *option, unsigned int i, struct text *path);

/*
 * Finds a lesson by what a person calls it: "05-kmap", "5", "kmap", "walkthroughs/class", "class", or a path to a file. 1: found, name and path are set;
 * 0: there is none, or name->failed; more: so many fit, and `name` lists them.
 */
size_t library_find(const char *option, const char *word, size_t length, struct text *name, struct text *path);

/*
 * A script of the gallery by the beginning of its name, "gallery/03": in a folder of lessons, or beside one. Only where no file has that name.
 */
bool library_gallery(const char *option, const char *name, struct text *path);

/* The course of the first folder that has one; false: there is none. *folder: which. */
bool library_course(const char *option, struct course *course, struct text *folder);

#endif
