/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything of libhighmem. */
#ifndef HIGHMEM_HIGHMEM_H
#define HIGHMEM_HIGHMEM_H

#include "highmem/block.h"
#include "highmem/call.h"
#include "highmem/config.h"
#include "highmem/cost.h"
#include "highmem/delta.h"
#include "highmem/era.h"
#include "highmem/event.h"
#include "highmem/layout.h"
#include "highmem/machine.h"
#include "highmem/mmu.h"
#include "highmem/report.h"
#include "highmem/task.h"
#include "highmem/types.h"
#include "highmem/why.h"

#endif
