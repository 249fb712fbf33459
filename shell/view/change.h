/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the last command changed, in words: a sentence and a short form for each change, what matters most first. The line above the dialogue shows the short
 * forms, --accessible speaks the sentences. Works from the two digests of a frame alone, so that undo and redo are told in the same way.
 */
#ifndef VIEW_CHANGE_H
#define VIEW_CHANGE_H

#include "shell/view/frame.h"

enum { CHANGES_MAX = 64 };

struct view_change {
	enum mark mark;
	char text[200];            /* "slot KM_USER0 of CPU 0 now maps page 0x38000 (p)" */
	char brief[80];            /* "KM_USER0 of CPU 0 maps page 0x38000 (p)" */
};

struct changes {
	struct view_change item[CHANGES_MAX];
	unsigned int count, more;  /* more: left out */
};

void changes_find(const struct frame *f, struct changes *out);

#endif
