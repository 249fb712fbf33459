/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * JSON: what `--json` writes, an object a line, and the state that `export json` writes. The published description is
 * hmsh.schema.json beside this file; a test holds every line against it. A new member is a new version only where a reader could break.
 * Text is UTF-8 whatever came in: controls are \u00XX, bytes that are no UTF-8 become U+FFFD.
 */
#ifndef SHELL_REPORT_JSON_H
#define SHELL_REPORT_JSON_H

#include "shell/report/report.h"

enum { JSON_SCHEMA = 1 };

/* An object under construction: begin, members, end. Members keep their order. */
void json_begin(struct text *t, const char *type);          /* {"type":"..." */
void json_end(struct text *t);                              /* } and a newline */
void json_text(struct text *t, const char *name, const char *bytes, size_t n);
void json_string(struct text *t, const char *name, const char *string); /* NULL: null */
void json_number(struct text *t, const char *name, uint64_t value);
void json_signed(struct text *t, const char *name, int64_t value);
void json_bool(struct text *t, const char *name, bool value);
void json_open(struct text *t, const char *name, char bracket); /* "name":{ or [; name NULL inside an array */
void json_close(struct text *t, char bracket);

/* Members "file" and "line": null where the text has no such place. */
void json_place(struct text *t, const struct source_map *map, uint32_t loc);

/* Whole lines. */
void json_machine(struct text *t, const char *type, const struct hm_machine *m);
void json_event(struct text *t, const struct report_source *src, const struct hm_event *e);
void json_report(struct text *t, const struct report_source *src, const struct hm_report *r);
void json_diag(struct text *t, const struct source_map *map, const struct diag *d);
/* The whole state as it shows: one object. */
void json_state(struct text *t, const struct report_source *src);

#endif
