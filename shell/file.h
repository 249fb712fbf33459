/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files: whole ones, read and written safely. Each function returns NULL, or the reason in words (valid until the next call).
 */
#ifndef SHELL_FILE_H
#define SHELL_FILE_H

#include "shell/session.h"

enum { FILE_LIMIT = 16 << 20 };

/* The reason of a file that is longer than its limit, for who can name the limit. */
extern const char file_too_long[];

/* Appends the file's bytes to out. */
const char *file_read(const char *name, size_t limit, struct text *out);
/* The same of a name that somebody else chose: a symbolic link may lead to what is not theirs, and is refused. */
const char *file_read_itself(const char *name, size_t limit, struct text *out);
/* Is this no text that hmsh reads? */
const char *file_text_trouble(const char *text, size_t length);
/* Writes all of it; and fsync()s, too. */
const char *file_put(int fd, const char *bytes, size_t n);
const char *file_append(int fd, const char *bytes, size_t n);
/* Old or new content, nothing between: a temporary file beside it, fsync, rename. Mode 0600, or what a file there had. */
const char *file_write(const char *name, const char *bytes, size_t n);
/* The same for what can be made again: nobody waits for the disk, so a power cut may leave an empty file. */
const char *file_replace(const char *name, const char *bytes, size_t n);

#endif
