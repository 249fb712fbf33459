/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows: one file each. */
#ifndef ENGINE_ERAS_H
#define ENGINE_ERAS_H

#include "highmem/era.h"

extern const struct hm_era era_2_4_0, era_2_4_31, era_mm_2004, era_2_6_11, era_2_6_17, era_2_6_24, era_2_6_36, era_2_6_37, era_6_1;
extern const struct hm_era era_symmetric, era_opaque;

/* Parts of a row that other rows share. */
extern const struct hm_fault_words fault_2_6_11;

#endif
