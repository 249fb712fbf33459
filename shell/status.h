/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Exit statuses, and which one wins when several things went wrong.
 */
#ifndef SHELL_STATUS_H
#define SHELL_STATUS_H

enum status {
	STATUS_OK = 0,
	STATUS_CHECK = 1,          /* a check failed */
	STATUS_ERROR = 2,          /* errors, warnings under werror, usage */
	STATUS_REPORT = 3,         /* kernel report: wins over 2 */
	STATUS_FILE = 4,           /* file or system */
	STATUS_LIMIT = 5,          /* steps, depth, memory */
	STATUS_INTERRUPTED = 130
};

static inline enum status status_worse(enum status a, enum status b)
{
	return a > b ? a : b;
}

#endif
