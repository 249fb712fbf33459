/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The machine, private to engine/: its state, and what the host keeps beside it.
 *
 * All state is plain data of fixed width (records.h) in a few areas (region.h): indices and offsets, no host pointer. A snapshot, undo, a
 * hash and an equality check are loops over bytes. Host pointers into an area live inside one function and never across a call
 * that may grow that area (only frames, index, pageinfo and client grow).
 *
 * AREA_STATE is compared always; writes to every other area mark their 4 KiB block with area_mark().
 */
#ifndef ENGINE_STATE_H
#define ENGINE_STATE_H

#include "engine/records.h"
#include "engine/region.h"
#include "highmem/highmem.h"

/*
 * Frames of page tables, consecutive from pfn `start` on: directory (and PAE's middle directory), tables of lowmem (none
 * with large pages), of the fixmap, of the permanent window, up to `end`. Their contents have the slots from
 * TABLE_SLOT on, in the same order.
 */
struct table_frames {
	hm_pfn_t start, lowmem, fixmap, pkmap, end;
	hm_vaddr_t fixmap_start;    /* first address that the fixmap's tables map */
	hm_vaddr_t pkmap_start;
	uint32_t large_bytes;       /* of lowmem, by large pages */
	struct table_window {
		hm_vaddr_t start;
		uint32_t bytes;
		size_t words;       /* where its tables' entries lie in AREA_FRAMES */
	} window[2];                /* the permanent one, the fixmap's */
};

/* Where one array of a CPU's TLB lies among its entries, and how a page finds its set. */
struct tlb_array {
	uint32_t first, ways, set_mask, shift;
	uint32_t low;               /* bits of the page number that its entries leave open */
};

/*
 * Where everything of this CPU's atomic slot of one type lies, for who uses it again and again. As long as it is known, the blocks of its
 * record, of its entry and of the task that runs are marked, and no other CPU's TLB has its page. Forgotten with the shortcuts
 * and when another task or CPU runs.
 */
struct known_slot {
	uint64_t key;               /* KNOWN_TYPE | type; 0: none is known */
	uint32_t slot;
	hm_vaddr_t address;
	uint8_t *word;              /* its entry in the fixmap's tables */
	struct slot_record *told;
	struct shortcut *shortcut;
	struct tlb_entry *set;      /* where this CPU's TLB would have it */
	uint64_t entry;             /* what maps `page` there, the struct page that was mapped last; 0: none was */
	hm_vaddr_t page;
};
#define KNOWN_TYPE (UINT64_C(1) << 32)

/*
 * What the MMU found out about a window's page, for the next miss. It holds as long as machine.knowledge and the page's entry are as
 * noted; and then the blocks of its set in this CPU's TLB are marked, and for stores that of its frame's contents.
 */
struct known_page {
	uint64_t knowledge;
	uint64_t entry;
	const uint8_t *word;        /* where the entry lies in the tables */
	const struct hm_event *changed; /* the story of the entry */
	uint8_t *contents;
	struct tlb_entry *set;
	hm_vaddr_t page;
	uint32_t allows;            /* entry flags of the accesses that are as usual */
	uint32_t flags;             /* as the TLB has them; in front of pfn, as there */
	hm_pfn_t pfn;
};
enum { KNOWN_PAGES = 1024 };

struct chain;

/* Everything below is host side: not state, never compared or saved. */
struct hm_machine {
	struct region region;       /* the areas */
	struct hm_config config;
	struct hm_layout layout;
	struct hm_event *ring;      /* HM_EVENT_RING events, lazily touched */
	uint64_t stride_room;       /* a stride may begin at events of the ring below that without a look: stride.h */
	const struct hm_call **calls; /* rows of the era, base eras' included */
	hm_invoke_fn **invoke;      /* beside each row: how its calls are run when they begin */
	unsigned int call_rows;
	uint64_t call_pointer[MAX_POINTER_ROWS / 64]; /* bit a row: it returns a pointer */
	struct hm_check_place checks[HM_CHECK_NR];
	/* the era's row with its bases filled in: era_merge() */
	struct hm_era era;
	const struct hm_era *era_row;
	const struct hm_page_struct *page_struct;
	const struct hm_atomic_ops *atomic; /* the era's with CONFIG_HIGHMEM, or its without */
	const struct hm_atomic_ops *copying; /* the same for helpers that fill or copy pages */
	struct task_record *task;   /* where code runs, state.cpu and state.task: kept by run_as() */
	struct cpu_record *cpu;
	struct shortcut *shortcuts; /* tlb.h */
	struct shortcut *shortcuts_here; /* of that CPU */
	struct tlb_entry *tlb_here; /* the TLB of that CPU */
	uint32_t shortcut_cpus;     /* bit a CPU: some of its shortcuts may be set */
	struct {
		uint64_t page;      /* KNOWN_PAGE | the struct page that was asked about last; 0: forgotten with the shortcuts */
		const uint8_t *flags; /* its page->flags in AREA_FRAMES; NULL: as boot left them */
		bool highmem;       /* ... which say this */
	} known;                    /* highmem.c */
	struct known_slot known_slot; /* atomic_usual.c */
	struct known_page *known_pages; /* mmu.c: KNOWN_PAGES of them, of the CPU that runs */
	uint64_t knowledge;         /* what is known of pages holds as long as this number */
	uint32_t slots;             /* atomic slots of all CPUs */
	uint32_t slots_in_tables;   /* as many, or none: their entries lie in the fixmap's tables */
	size_t slot_words;          /* ... the first one's there in AREA_FRAMES; the others before it */
	uint32_t tlb_stride;        /* bytes of AREA_TLB a CPU */
	uint32_t tlb_filled;        /* where the events of its fills begin */
	struct tlb_array tlb_array[2]; /* of 4 KiB pages, of large pages */
	uint32_t *cost;             /* state.cost: cycles of each enum hm_cost */
	struct table_frames tables; /* pgtable.c */
	size_t index_leaves;        /* where in AREA_INDEX the leaves begin: frame.h */
};

static inline struct state *state(const struct hm_machine *m)
{
	return (struct state *)(void *)m->region.area[AREA_STATE].base;
}

static inline struct cpu_record *this_cpu(const struct hm_machine *m)
{
	return m->cpu;
}

/* ---- config.c ---- */
enum { NR_CPUS_DEFAULT = 4 };
bool config_possible(const struct hm_config *cfg, char *why, size_t size); /* false: a value that hm_config_set() refuses */

/* ---- layout.c ---- */
bool layout_of(const struct hm_config *cfg, struct hm_layout *l); /* false: mem_map does not fit into lowmem */
uint32_t layout_maxmem(const struct hm_config *cfg); /* bytes of lowmem at most */
void layout_tables(const struct hm_config *cfg, const struct hm_layout *l, struct table_frames *t);

/* ---- frame.c: contents of frames ---- */
enum {
	USER_PFN = 0xc00, USER_PAGES = 0x400, /* 12-16 MiB, a place of our choice */
	ZERO_SLOT = USER_PAGES,     /* never written: what an untouched frame reads as */
	TABLE_SLOT,                 /* first slot of a page table's frame */
	NO_SLOT = -1
};
void frame_areas(struct hm_machine *m, size_t size[AREA_NR]);
void frame_boot(struct hm_machine *m);
/*
 * Reads without making contents: a frame never written reads as zeroes (mem_map: as the struct pages of boot), and where there
 * is no RAM as ones. Stores there vanish: frame_slot() answers HM_REFUSED.
 */
enum hm_verdict frame_read(const struct hm_machine *m, hm_pfn_t pfn, uint32_t offset, void *bytes, size_t n);
/* Slot of the frame's contents in AREA_FRAMES, made on demand. */
enum hm_verdict frame_slot(struct hm_machine *m, hm_pfn_t pfn, uint32_t *slot);
enum hm_verdict frame_write(struct hm_machine *m, hm_pfn_t pfn, uint32_t offset, const void *bytes, size_t n);

/* ---- zone.c: page allocator; page.c: struct pages ---- */
size_t zone_bitmap_size(const struct hm_layout *l);
void zone_boot(struct hm_machine *m);
unsigned int zone_of(const struct hm_layout *l, hm_pfn_t pfn);
bool reserved_at_boot(const struct hm_machine *m, hm_pfn_t pfn);
void page_boot_bytes(const struct hm_machine *m, hm_pfn_t pfn, uint32_t offset, uint8_t *bytes, size_t n); /* of a mem_map frame */
bool page_is_in_mem_map(const struct hm_machine *m, hm_vaddr_t page); /* the struct page of a frame that exists */
/* frame.c: keeps a copy of the page's last ALLOC or FREE; making room for it is what may fail. */
enum hm_verdict page_info_prepare(struct hm_machine *m, hm_pfn_t pfn);
void page_info(struct hm_machine *m, hm_pfn_t pfn, const struct hm_event *changed);
enum hm_verdict zone_alloc(struct hm_machine *m, uint32_t gfp, hm_pfn_t *pfn); /* HM_NO_PFN: none free */
enum hm_verdict zone_free(struct hm_machine *m, hm_pfn_t pfn);
bool zone_is_free(const struct hm_machine *m, hm_pfn_t pfn);
enum hm_verdict page_field_read(struct hm_machine *m, hm_vaddr_t page, uint32_t offset, uint32_t *value); /* MMU: may oops */
enum hm_verdict page_field_write(struct hm_machine *m, hm_vaddr_t page, uint32_t offset, uint32_t value);
/* Takes a free frame for the kernel's own use, without a word; `e` stands for it in its story. False: none. */
bool take_frame(struct hm_machine *m, uint32_t gfp, const struct hm_event *e, hm_pfn_t *pfn);
const struct hm_event *page_changed(const struct hm_machine *m, hm_pfn_t pfn); /* last alloc/free, or NULL */

/* ---- pgtable.c: entries as words of frames; PTEs named by their direct-map address, as kmap_pte is ---- */
uint64_t pte_read(const struct hm_machine *m, hm_vaddr_t pte);
/*
 * set_pte()/pte_clear() on the PTE at direct-map address `pte`, which maps `address`: writes, logs PTE_SET or PTE_CLEAR,
 * marks TLB entries that no longer agree as stale. *event gets a copy of the logged event.
 */
enum hm_verdict pte_set(struct hm_machine *m, hm_vaddr_t pte, hm_vaddr_t address, hm_pfn_t pfn, struct hm_event *event);
enum hm_verdict pte_clear(struct hm_machine *m, hm_vaddr_t pte, hm_vaddr_t address, struct hm_event *event);
hm_pfn_t pte_pfn(const struct hm_machine *m, uint64_t pte); /* HM_NO_PFN when none */
void pgtable_boot(struct hm_machine *m);
const struct hm_event *pte_changed(const struct hm_machine *m, hm_vaddr_t address); /* last PTE_SET or PTE_CLEAR, or NULL */

/* ---- tlb.c ---- */
void flush_tlb_one(struct hm_machine *m, hm_vaddr_t address);  /* __flush_tlb_one: invlpg, logged */
void flush_tlb_one_switching(struct hm_machine *m, hm_vaddr_t address); /* the same by the scheduler: argument 1 of the event */
void flush_tlb_local(struct hm_machine *m, bool global);       /* CR3 reload or PGE toggle on this CPU */
/*
 * smp.c: flush_tlb_kernel_range = flush_tlb_all: IPI to the other online CPUs, then this one. HM_BLOCKED: a CPU has
 * interrupts off; the call is repeated and meets RESUME_FLUSH, where flush_tlb_resume() does what is left.
 */
enum hm_verdict flush_tlb_kernel_range(struct hm_machine *m, hm_vaddr_t start, hm_vaddr_t end);

void flush_tlb_resume(struct hm_machine *m);
void smp_answer(struct hm_machine *m, uint32_t cpu); /* interrupts may be on there now: takes the IPI that waited */
/* The current task's CPU is busy with spinning; `event` says why. It goes on at `point` of the running call once queue_add_first() has let it. */
void spin_at(struct hm_machine *m, enum hm_wait what, uint32_t which, uint32_t point, uint64_t event);

/* ---- era.c, call.c: at boot, in this order, before the layout is worked out ---- */
void era_merge(struct hm_machine *m);            /* m->era and what is taken from it, from config.era and its bases */
enum hm_verdict calls_merge(struct hm_machine *m); /* m->calls; HM_NOMEM */
void calls_free(struct hm_machine *m);

/* ---- cpu.c: contexts, preempt_count, interrupts ---- */
bool in_interrupt(const struct hm_machine *m);
bool in_atomic(const struct hm_machine *m);
void add_preempt_count(struct hm_machine *m, int32_t amount);
/* Adds and remembers who did: `event` is the event that stands for it. */
struct raise_record *raise_preempt_count(struct hm_machine *m, uint32_t amount, const struct hm_event *event);
/* Takes `amount` back (sub_preempt_count and its check under debug_preempt); `raised`: the addition that it answers, or NULL. */
enum hm_verdict lower_preempt_count(struct hm_machine *m, uint32_t amount, struct raise_record *raised,
				    const struct hm_event *event);
enum hm_verdict preempt_check_resched(struct hm_machine *m); /* HM_BLOCKED: preempted; the repeated call is over at once */

static inline struct task_record *task_at(const struct hm_machine *m, uint16_t id)
{
	return &((struct task_record *)(void *)m->region.area[AREA_TASKS].base)[id];
}

static inline struct task_record *current_task(const struct hm_machine *m)
{
	return m->task;
}

static inline void task_mark(struct hm_machine *m, uint16_t id)
{
	area_mark_in_block(&m->region.area[AREA_TASKS], id * sizeof(struct task_record));
}

/* The current task's contexts, or the current task, have changed. */
static inline void note_who(struct hm_machine *m)
{
	state(m)->who = state(m)->cpu | (m->task->contexts & 3) << 8 | (uint32_t)state(m)->task << 16;
}

/* From here on code runs as that task on that CPU. The areas that the pointers lead into never move. */
void run_as(struct hm_machine *m, uint16_t task, uint32_t cpu);

/* ---- event.c ---- */

/*
 * Events are copied right after they are logged, by loads of 16 bytes. Those can only be answered from stores as wide that are
 * still on their way; from narrower ones they would wait until these have reached the cache. Hence pairs of words.
 */
typedef uint64_t words2 __attribute__((vector_size(16), aligned(8), may_alias));

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "events and simulated memory are written as the host's words, which must be little-endian"
#endif

/* An event in registers. */
struct event_words { words2 w[4]; };

static inline void event_put(struct hm_event *to, const struct event_words *e)
{
	words2 *w = (words2 *)(void *)to;

	w[0] = e->w[0], w[1] = e->w[1], w[2] = e->w[2], w[3] = e->w[3];
}

/*
 * Logs an event on the current CPU and task, and writes it to `copy`, too, unless that is NULL; cause 0 = the call in progress.
 * The pointer is good until the next event.
 */
static inline const struct hm_event *event_log_to(struct hm_machine *m, struct hm_event *copy, enum hm_event_kind kind,
						  uint64_t cause, uint32_t a0, uint32_t a1, uint32_t a2, uint32_t a3, uint32_t a4)
{
	struct state *st = state(m);
	const struct task_record *t = m->task;
	uint64_t seq = st->event_count + 1;
	const struct event_words e = { {
		{ seq, cause ? cause : st->call_event },
		{ m->cpu->cycles, (uint64_t)st->call_count << 32 | (uint32_t)kind },
		{ (uint64_t)st->who << 32 | st->site, (uint64_t)a1 << 32 | a0 },
		{ (uint64_t)a3 << 32 | a2, (uint64_t)(uint32_t)t->preempt_count << 32 | a4 },
	} };
	struct hm_event *place = &m->ring[(seq - 1) & (HM_EVENT_RING - 1)];

	st->event_count = seq;
	event_put(place, &e);
	if (copy)
		event_put(copy, &e);
	return place;
}

static inline const struct hm_event *event_log(struct hm_machine *m, enum hm_event_kind kind, uint64_t cause,
					       uint32_t a0, uint32_t a1, uint32_t a2, uint32_t a3, uint32_t a4)
{
	return event_log_to(m, NULL, kind, cause, a0, a1, a2, a3, a4);
}

/* ---- task.c ---- */
void task_boot(struct hm_machine *m);            /* the prompt's task of CPU 0, current there; after the layout */
void queue_add(struct hm_machine *m, uint16_t id);    /* tail of its CPU's queue, RUNNABLE */
bool cpu_busy(const struct hm_machine *m, uint32_t cpu); /* its current task spins: nothing else runs there */
void queue_add_first(struct hm_machine *m, uint16_t id); /* its head: a CPU that has spun goes on with the same task */
void queue_remove(struct hm_machine *m, uint16_t id); /* wherever it is queued; nothing when it is not */

/* ---- lock.c: kmap_lock ---- */
bool stops_inside(struct hm_machine *m); /* kmap_lock was taken just now, and an interrupt is to come here */
bool spinlocks_exist(const struct hm_machine *m); /* UP without PREEMPT has none */
enum hm_verdict kmap_lock(struct hm_machine *m);  /* HM_DIED: nobody will ever release it */
void kmap_unlock(struct hm_machine *m);
void kmap_force_unlock(struct hm_machine *m);      /* policy `abandon` */

/* ---- sched.c ---- */
/* The current task goes to sleep at `point` of the running call, HM_BLOCKED: SLEEP event, "scheduling while atomic" where due. */
enum hm_verdict sleep_on_pkmap_map_wait(struct hm_machine *m, uint32_t point);
/* The same on what is no list of its own: whoever waits for that is found among all tasks. */
enum hm_verdict sleep_on(struct hm_machine *m, enum hm_wait what, uint32_t which, uint32_t point);
void wake_up_on(struct hm_machine *m, enum hm_wait what, uint32_t which, uint64_t cause);
void remove_wait_queue(struct hm_machine *m, uint16_t id);
void wake_up_pkmap_map_wait(struct hm_machine *m, uint64_t cause);
void might_sleep(struct hm_machine *m, enum hm_check check);

/* ---- pkmap.c and page_address.c ---- */
/* AREA_PKMAP: int32_t pkmap_count[n], struct pkmap_entry[n], struct page_address_map[n]; n = layout.last_pkmap. */
static inline size_t pkmap_area_size(const struct hm_layout *l)
{
	return l->last_pkmap * (sizeof(int32_t) + sizeof(struct pkmap_entry) + sizeof(struct page_address_map));
}
void pkmap_boot(struct hm_machine *m);           /* after the layout and the areas: counts, hash, pool */
hm_vaddr_t page_address(const struct hm_machine *m, hm_vaddr_t page); /* of a highmem page: from the hash, 0 = NULL */
hm_vaddr_t lowmem_page_address(const struct hm_machine *m, hm_vaddr_t page);

/* ---- trouble.c: BUG(), WARN_ON(), oops, panic ---- */
/*
 * BUG() at a check: logs, reports, and by policy kills the current task (HM_DIED) or abandons the call (HM_ABANDONED).
 */
enum hm_verdict bug(struct hm_machine *m, enum hm_check check);
void warn_irqs_off(struct hm_machine *m); /* WARN_ON(irqs_disabled()) of smp_call_function() */
void warn_because(struct hm_machine *m, enum hm_check check, const struct chain *why);
void warn_on(struct hm_machine *m, enum hm_check check);
/* WARN_ON_ONCE() whose condition holds: the report the first time, a SUPPRESSED event from then on. */
void warn_on_once(struct hm_machine *m, enum hm_check check, const struct chain *why);
/* As bug(), with the steps back from the symptom that the caller has gathered. */
enum hm_verdict bug_because(struct hm_machine *m, enum hm_check check, const struct chain *why);
/* PKMAP_NR() of an address outside the window: memory outside pkmap_count[] would be changed. */
enum hm_verdict out_of_range(struct hm_machine *m, enum hm_check check, hm_vaddr_t address, const struct chain *why);
enum hm_verdict oops(struct hm_machine *m, hm_vaddr_t address, uint32_t error_code, uint64_t cause);

/* ---- why.c: steps back from a symptom ---- */
struct chain {
	struct hm_link *step;
	unsigned int n, max;
};
void chain_add(struct chain *c, enum hm_link_role role, const struct hm_event *e, uint32_t given, uint32_t expected, uint32_t amount);
void chain_slot(const struct hm_machine *m, struct chain *c, uint32_t slot);
void chain_left(const struct hm_machine *m, struct chain *c, uint32_t first, uint32_t end);
void chain_pkmap(const struct hm_machine *m, struct chain *c, uint32_t nr);
void chain_address(const struct hm_machine *m, struct chain *c, hm_vaddr_t address); /* whatever window it lies in */
void chain_page(const struct hm_machine *m, struct chain *c, hm_pfn_t pfn);          /* its last alloc or free */
bool chain_was_mapped(const struct hm_machine *m, hm_pfn_t pfn, const struct hm_event *then);
/* why_log.c: as far as the log reaches back */
void chain_stale(const struct hm_machine *m, struct chain *c, hm_vaddr_t address);         /* a TLB entry that disagrees with the tables */
void chain_former(const struct hm_machine *m, struct chain *c, hm_vaddr_t address);        /* who gave its pkmap entry up before */
void chain_former_holder(const struct hm_machine *m, struct chain *c, hm_vaddr_t address); /* who slept with its slot */
void chain_former_owner(const struct hm_machine *m, struct chain *c, hm_pfn_t pfn);        /* who freed it while it was mapped */
/* Who raised the task's preempt_count by bits of `mask`, or lowered it too often. */
void chain_count(const struct hm_machine *m, const struct task_record *t, struct chain *c, uint32_t mask);
void chain_entries(const struct hm_machine *m, struct chain *c); /* who holds the entries of a full window: the lost ones first */
void chain_null(const struct hm_machine *m, struct chain *c); /* the current task's last call that returned NULL */
void chain_context(const struct task_record *t, struct chain *c); /* the innermost context that was entered */
void chain_sort(struct chain *c);    /* newest first: a chain tells the story backwards */
void chain_irqs_off(const struct task_record *t, struct chain *c); /* why its interrupts are off */

/* ---- report.c ---- */
/* A new report of the current task, logged; what the caller adds to it is state. */
struct hm_report *report_new(struct hm_machine *m, enum hm_report_kind kind, enum hm_check check, const struct chain *why,
			     uint64_t cause);

/* ---- slot.c ---- */
void slots_boot(struct hm_machine *m); /* after the layout and the areas */

/* ---- pkmap.c, atomic.c ---- */
static inline struct pkmap_entry *pkmap_entry(const struct hm_machine *m, uint32_t nr)
{
	return (struct pkmap_entry *)(void *)(m->region.area[AREA_PKMAP].base + m->layout.last_pkmap * sizeof(int32_t)) + nr;
}

int32_t pkmap_count(const struct hm_machine *m, uint32_t nr);
uint32_t pkmap_entries_held(const struct hm_machine *m, uint16_t task); /* mapped by that task and in use */

/* Is it this task that the event tells of? Ids are given again. */
static inline bool is_of_task(const struct task_record *t, uint16_t id, const struct hm_event *e)
{
	return e->task == id && e->seq > t->born;
}

static inline struct slot_record *slot_record(const struct hm_machine *m, uint32_t slot)
{
	return &((struct slot_record *)(void *)m->region.area[AREA_SLOTS].base)[slot];
}

static inline uint32_t slot_count(const struct hm_machine *m)
{
	return m->slots;
}

/* The atomic slot that an address lies in: slot_count() or more when it is none. */
static inline uint32_t slot_of_address(const struct hm_machine *m, hm_vaddr_t address)
{
	return ((m->layout.fixaddr_top - (address & ~(HM_PAGE_SIZE - 1u))) >> HM_PAGE_SHIFT) - m->layout.fix_kmap_begin;
}

/* ---- kmap_local.c, kmap_switch.c: areas that only an era with mappings of tasks has ---- */
static inline struct kmap_ctrl *kmap_ctrl(const struct hm_machine *m, uint16_t task)
{
	return &((struct kmap_ctrl *)(void *)m->region.area[AREA_KMAP_CTRL].base)[task];
}

/* The current task gives its CPU up, or has come to run: what an era does with its mappings then. */
static inline void switch_out(struct hm_machine *m)
{
	if (m->era.slot_stack && m->era.slot_stack->switch_out)
		m->era.slot_stack->switch_out(m);
}

static inline void switch_in(struct hm_machine *m)
{
	if (m->era.slot_stack && m->era.slot_stack->switch_in)
		m->era.slot_stack->switch_in(m);
}

bool pagefault_disabled(const struct hm_machine *m); /* by a counter of its own: others have the one count */
bool migration_disabled(const struct hm_machine *m, uint16_t task);

/* ---- cost.c: cycles charged to the current CPU ---- */
void cost_boot(struct hm_machine *m);
static inline void charge(struct hm_machine *m, uint32_t cycles)
{
	m->cpu->cycles += cycles;
}

/* One price, counted. TLB hits and walks are counted by the TLB. */
static inline void pay(struct hm_machine *m, enum hm_cost cost)
{
	m->cpu->paid[cost]++;
	m->cpu->cycles += m->cost[cost];
}

#endif
