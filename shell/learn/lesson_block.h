/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading what stands inside a lesson's fences: hmsh, output, predict, task, start, check, hint, solution, wrong. Used by lesson.c alone.
 */
#ifndef LEARN_LESSON_BLOCK_H
#define LEARN_LESSON_BLOCK_H

#include "shell/learn/lesson.h"

struct block_reader {
	struct lesson *lesson;
	struct output *next_output; /* whom an output block right here belongs to; NULL: nobody */
};

/* A new step begins, or the file ends: what the last one lacks is said. */
void block_reader_step(struct block_reader *r);
/* Prose comes: an output block behind it belongs to nothing. */
void block_reader_prose(struct block_reader *r);
/* False: it is no block of ours, to be shown as it stands. */
bool block_reader_fence(struct block_reader *r, const struct md_block *b);

#endif
