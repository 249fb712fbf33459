/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Loads and stores of simulated code: TLB, then walk, then frame; A and D bits; an oops where nothing is mapped.
 * On the current CPU, as the current task. Little endian; an access may cross a page.
 */
#ifndef HIGHMEM_MMU_H
#define HIGHMEM_MMU_H

#include "highmem/types.h"

/* size is 1, 2, 4 or 8. HM_DIED: the access oopsed and the task is dead. The value is zero-extended. */
enum hm_verdict hm_load(struct hm_machine *m, hm_vaddr_t address, unsigned int size, uint64_t *value);
enum hm_verdict hm_store(struct hm_machine *m, hm_vaddr_t address, unsigned int size, uint64_t value);

/* Bulk access, page by page; *done gets the bytes that were carried out before a fault. */
enum hm_verdict hm_read(struct hm_machine *m, hm_vaddr_t address, void *bytes, size_t n, size_t *done);
enum hm_verdict hm_write(struct hm_machine *m, hm_vaddr_t address, const void *bytes, size_t n, size_t *done);
enum hm_verdict hm_fill(struct hm_machine *m, hm_vaddr_t address, uint8_t byte, size_t n, size_t *done);

/* invlpg, CR3 reload and global flush on the current CPU, for user code and tests. */
void hm_invlpg(struct hm_machine *m, hm_vaddr_t address);
void hm_load_cr3(struct hm_machine *m);
void hm_flush_tlb_global(struct hm_machine *m);

/* The kernel's divide error (also INT_MIN / -1): the current task dies. */
enum hm_verdict hm_divide_error(struct hm_machine *m);

#endif
