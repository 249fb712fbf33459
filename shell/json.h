/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `--json`: standard output is a stream of objects, one a line, in the order in which things happened; standard error stays for what goes
 * wrong before there is a session. Everything here does nothing when session.json is NULL.
 */
#ifndef SHELL_JSON_H
#define SHELL_JSON_H

#include "shell/lang/diag.h"
#include "shell/session.h"

/* From here on the session speaks JSON. False: out of memory. */
bool json_start(struct session *s);

/* Puts out what has come since: printed text, events. Called often enough that the log loses nothing. */
void json_pump(struct session *s);

/* An input that is about to be run. */
void json_input(struct session *s, const struct script_item *item, const char *text, const char *file, unsigned int line);

/* Each says its object and true, or (no JSON) nothing and false: then the caller writes text. */
bool json_diagnostics(struct session *s, const struct diag_list *diags);
bool json_kernel_report(struct session *s, const struct hm_report *r);
bool json_error(struct session *s, const char *code, int status, const char *message, uint32_t loc);

void json_finish(struct session *s, int status);

#endif
