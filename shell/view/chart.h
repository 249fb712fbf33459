/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the last comparison of costs found, as the cost pane draws it: cycles of each block for each number of CPUs. Kept by the session until the next
 * comparison; the machine knows nothing of it.
 */
#ifndef VIEW_CHART_H
#define VIEW_CHART_H

#include <stdbool.h>
#include <stdint.h>

enum { CHART_BLOCKS = 4, CHART_ROWS = 6, CHART_TEXT = 48 };

struct chart {
	unsigned int blocks, rows; /* 0: nothing was compared yet */
	uint32_t cpus[CHART_ROWS];
	uint64_t cycles[CHART_BLOCKS][CHART_ROWS];
	char block[CHART_BLOCKS][CHART_TEXT]; /* the block's own text, its beginning */
	unsigned int winner;       /* in the last row */
	bool tie, steady;          /* steady: halving or doubling a price changes nothing */
};

#endif
