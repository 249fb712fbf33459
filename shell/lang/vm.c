/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The dispatch of the VM: one word in, one jump to the code of the next. It holds the registers of the machine that ops.h describes and
 * nothing else; whatever may block, die, be reported or run long is a function of vm_access.c or vm_call.c that returns enum step.
 *
 * A stop leaves the instruction undone: ip stands at it, all operands are in registers, and it is run again when the task runs again.
 * A step is a call or a taken backward jump; both take it from `fuel`.
 */
#include "shell/lang/vm.h"
#include "shell/lang/vm_word.h"

#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)

/* Labels are values here: the one place where the language is GNU C on purpose. */
#define GOTO(table, op) __extension__ ({ goto *(table)[op]; })
#define NEXT() do { ip++; GOTO(table, field_8(ip)); } while (0)
#define CASE(id) L_##id

/* Around what may look at or change the run: ip stands at the instruction. */
#define SAVE() (vm->ip = ip - 1, vm->r = r, vm->fuel = fuel)
#define LOADED() (r = vm->r, fuel = vm->fuel, user = *vm->user)
#define TRY(call) do { SAVE(); if (UNLIKELY((call) != STEP_ON)) return; LOADED(); } while (0)
#define SITE() hm_site_set(vm->site, loc_at(vm, ip))

/* Calls and jumps back are steps. */
#define STEP() do { \
		if (UNLIKELY(--fuel < 0)) { \
			fuel = 0; \
			TRY(vm_refuel(vm)); \
			fuel--; \
		} \
	} while (0)

#define JUMP_IF(condition) do { \
		if (condition) { \
			int64_t by = SA; \
			if (by < 0) \
				STEP(); \
			ip += by; \
		} \
		NEXT(); \
	} while (0)

/* The same for the words that compare a variable with the word behind them. */
#define JUMP_VARIABLE(op) do { \
		if ((int64_t)get_s32(user + IMM) op (int64_t)*ip) \
			JUMP_IF(true); \
		ip++; \
		NEXT(); \
	} while (0)

#define BINARY(id, expression) CASE(id): RA = (expression); NEXT()

#define MARK_USER(at) ((*vm->user_dirty)[(at) >> 18] |= (uint64_t)1 << ((at) >> 12 & 63))

/* Variables of static storage: the offset was checked when it was compiled. */
#define LOAD_GLOBAL(id, get) CASE(LDG_##id): RA = get(user + IMM); NEXT()
#define STORE_GLOBAL(id, put, size) CASE(STG_##id): { \
		uint32_t at = IMM; \
		put(user + at, RA); \
		MARK_USER(at); \
		if ((size) == 8) /* aligned to 4 in structs: it may cross a block */ \
			MARK_USER(at + 7); \
	} NEXT()

/* Variables of the frame: their bytes have shadow bits. */
#define FRAME_AT() (stack_frame(vm->memory) * (uint32_t)STACK_ALIGN + IMM)
#define LOAD_FRAME(id, get, size) CASE(LDF_##id): { \
		uint32_t at = FRAME_AT(); \
		if (UNLIKELY(shadow_any(vm->shadow, at, size))) { \
			SAVE(); \
			vm_uninitialised(vm); \
		} \
		RA = get(user + vm->stacks + at); \
	} NEXT()
#define STORE_FRAME(id, put, size) CASE(STF_##id): { \
		uint32_t at = FRAME_AT(); \
		put(user + vm->stacks + at, RA); \
		MARK_USER(vm->stacks + at); \
		MARK_USER(vm->stacks + at + (size) - 1); \
		if (shadow_any(vm->shadow, at, size)) \
			vm_shadow_clear(vm, vm->lang->layout.user_start + vm->stacks + at, size); \
	} NEXT()

/* Inside a variable, by an index of run time: directly where it stays below the stacks, else the careful way. */
#define ADDRESS() ((uint32_t)(RB + (uint64_t)SC))
#define LOAD_OWN(id, get, from, size) CASE(LDD_##id): { \
		uint32_t address = ADDRESS(), at = address - vm->lang->layout.user_start; \
		uint64_t v; \
		if (LIKELY(at < vm->stacks - (size))) { \
			RA = get(user + at); \
			NEXT(); \
		} \
		SITE(); \
		if (at < vm->user_size - (size)) { \
			SAVE(); \
			vm_shadow_check(vm, address, size); \
			RA = get(user + at); \
			NEXT(); \
		} \
		TRY(vm_load_stray(vm, address, size, &v)); \
		RA = from(v); \
	} NEXT()
#define STORE_OWN(id, put, size) CASE(STD_##id): { \
		uint32_t address = ADDRESS(), at = address - vm->lang->layout.user_start; \
		if (LIKELY(at < vm->user_size - (size))) { \
			put(user + at, RA); \
			MARK_USER(at); \
			MARK_USER(at + (size) - 1); \
			if (at >= vm->stacks) \
				vm_shadow_clear(vm, address, size); \
			NEXT(); \
		} \
		SITE(); \
		TRY(vm_store_stray(vm, address, size, RA)); \
	} NEXT()

/* Any pointer: the machine's MMU. */
#define LOAD_ANY(id, from, size, where) CASE(id): { \
		uint32_t address = (where); \
		uint64_t v; \
		SITE(); \
		if (LIKELY(--vm->patience && address - vm->stacks_at >= STACK_SIZE)) { \
			enum hm_verdict verdict = hm_load(vm->m, address, size, &v); \
			if (LIKELY(verdict == HM_OK)) { \
				user = *vm->user; \
				RA = from(v); \
				NEXT(); \
			} \
			TRY(vm_verdict(vm, verdict)); \
			RA = 0; \
			NEXT(); \
		} \
		TRY(vm_load(vm, address, size, &v)); \
		RA = from(v); \
	} NEXT()
#define STORE_ANY(id, size) CASE(STP_##id): { \
		uint32_t address = ADDRESS(); \
		SITE(); \
		if (LIKELY(--vm->patience && address - vm->stacks_at >= STACK_SIZE)) { \
			enum hm_verdict verdict = hm_store(vm->m, address, size, RA); \
			if (LIKELY(verdict == HM_OK)) { \
				user = *vm->user; \
				NEXT(); \
			} \
			TRY(vm_verdict(vm, verdict)); \
			NEXT(); \
		} \
		TRY(vm_store(vm, address, size, RA)); \
	} NEXT()

#define DIVIDE(id, zero, value) CASE(id): \
		if (UNLIKELY(zero)) { \
			SITE(); \
			TRY(vm_divide_error(vm)); \
			RA = 0; \
			NEXT(); \
		} \
		RA = (value); \
		NEXT()

/* Entering the frame that begins at `base`: returns to the word behind the call. */
#define CALL(f, base) do { \
		const struct lang_function *callee = (f); \
		uint64_t *to = (base); \
		if (UNLIKELY(fuel <= 0)) \
			TRY(vm_refuel(vm)); \
		if (UNLIKELY(to + callee->registers > vm->marked || vm->depth >= MAX_DEPTH)) \
			TRY(vm_room(vm, callee, to)); \
		fuel--; \
		vm->depth++; \
		vm->short_until = 0; \
		to[-2] = (uint64_t)(ip - code) | (uint64_t)(to - r) << 32; \
		to[-1] = vm->memory; \
		r = to; \
		ip = code + callee->entry; \
	} while (0)

#define RETURN(value) do { \
		uint64_t result = (value), link = r[-2]; \
		vm->short_until = 0; \
		if (UNLIKELY(link >> 48)) { \
			SAVE(); \
			if (vm_return_special(vm, link, result) != STEP_ON) \
				return; \
			LOADED(); \
			ip = vm->ip; \
			NEXT(); \
		} \
		vm->depth--; \
		r[-2] = result; \
		ip = code + (uint32_t)link; \
		r -= link >> 32; \
		NEXT(); \
	} while (0)

/* A call of the machine, at ip. The first one of a run, or of a frame, goes the long way; so does one that goes on where it slept. */
#define KCALL(result) do { \
		uint32_t site = loc_at(vm, ip); \
		enum hm_verdict verdict; \
		hm_site_set(vm->site, site); \
		STEP(); \
		if (UNLIKELY(*vm->event_count >= vm->short_until)) { \
			fuel++; \
			TRY(vm_row(vm, W)); \
			NEXT(); \
		} \
		note_call(vm, site); \
		verdict = hm_call_invoke(vm->m, B, &RA, &result); \
		if (LIKELY(verdict == HM_OK)) { \
			user = *vm->user; \
		} else { \
			TRY(vm_row_ended(vm, verdict)); \
			result = 0; \
		} \
		RA = result; \
	} while (0)

/* The end of a loop: the variable that has just been added to, compared by the word in front of ip, which jumps back. */
#define LOOP_WHILE(condition) do { \
		if (condition) { \
			STEP(); \
			ip += SA; \
		} \
		NEXT(); \
	} while (0)

/* What a function returns that returns nothing. */
#define NOTHING S32(0xccccccccu)

/* In single steps: is the statement before that word over, or so many words run? */
static bool vm_stops_before(struct vm *vm, size_t at)
{
	if (vm->words && !--vm->words) {
		vm->result = LANG_STEP;
		return true;
	}
	if (!vm->by_statement || !(vm->lang->code.statement[at >> 6] >> (at & 63) & 1))
		return false;
	vm->result = LANG_STATEMENT;
	return true;
}

void vm_execute(struct vm *vm)
{
	static const void *const labels[] = {
#define LANG_X(id) [OP_##id] = __extension__ &&L_##id,
		LANG_OPS(LANG_X)
#undef LANG_X
	};
	/* in single steps every word goes over one label first, which looks whether to stop in front of it */
	static const void *const stepping[OP_NR] = {
#define LANG_X(id) [OP_##id] = __extension__ &&statement,
		LANG_OPS(LANG_X)
#undef LANG_X
	};
	/* which then does that word alone, also where it begins a fused instruction */
	static const void *const plain[OP_NR] = {
#define LANG_X(id) [OP_##id] = __extension__ &&L_##id,
		LANG_PLAIN_OPS(LANG_X)
#undef LANG_X
#define LANG_X(id, first, second, third, fourth) [OP_##id] = __extension__ &&L_##first,
		LANG_FUSED_ROWS(LANG_X)
#undef LANG_X
	};
	const void *const *table = vm->stepping ? stepping : labels;
	const uint64_t *ip = vm->ip, *const code = vm->code;
	uint64_t *r = vm->r;
	int64_t fuel = vm->fuel;
	uint8_t *user = *vm->user;

	ip++;
	GOTO(vm->stepping ? plain : labels, field_8(ip));

statement:
	if (vm_stops_before(vm, (size_t)(ip - 1 - code))) {
		SAVE();
		return;
	}
	GOTO(plain, field_8(ip));

	BINARY(MOVE, RB);
	BINARY(LDI, (uint64_t)SIMM);
	BINARY(LDIU, IMM);
	CASE(LDK): RA = *ip; ip++; NEXT();
	BINARY(ADDS, S32(RB + RC));
	BINARY(ADDU, U32(RB + RC));
	BINARY(ADDL, RB + RC);
	BINARY(SUBS, S32(RB - RC));
	BINARY(SUBU, U32(RB - RC));
	BINARY(SUBL, RB - RC);
	BINARY(MULS, S32(RB * RC));
	BINARY(MULU, U32(RB * RC));
	BINARY(MULL, RB * RC);
	BINARY(ADDSI, S32(RB + (uint64_t)SC));
	BINARY(ADDUI, U32(RB + (uint64_t)SC));
	BINARY(ADDLI, RB + (uint64_t)SC);
	BINARY(PADD2, U32(RB + (RC << 1)));
	BINARY(PADD4, U32(RB + (RC << 2)));
	BINARY(PADD8, U32(RB + (RC << 3)));
	DIVIDE(DIVS, !RC || ((int64_t)RC == -1 && (int64_t)RB == INT32_MIN), (uint64_t)((int64_t)RB / (int64_t)RC));
	DIVIDE(DIVL, !RC, (int64_t)RC == -1 ? 0 - RB : (uint64_t)((int64_t)RB / (int64_t)RC));
	DIVIDE(DIVU, !RC, RB / RC);
	DIVIDE(MODS, !RC || ((int64_t)RC == -1 && (int64_t)RB == INT32_MIN), (uint64_t)((int64_t)RB % (int64_t)RC));
	DIVIDE(MODL, !RC, (int64_t)RC == -1 ? 0 : (uint64_t)((int64_t)RB % (int64_t)RC));
	DIVIDE(MODU, !RC, RB % RC);
	BINARY(AND, RB & RC);
	BINARY(OR, RB | RC);
	BINARY(XOR, RB ^ RC);
	BINARY(ANDI, RB & (uint64_t)SC);
	BINARY(SHLS, S32(RB << (RC & 31)));
	BINARY(SHLU, U32(RB << (RC & 31)));
	BINARY(SHLL, RB << (RC & 63));
	BINARY(SHRS, (uint64_t)((int64_t)RB >> (RC & 31)));
	BINARY(SHRU, RB >> (RC & 31));
	BINARY(SHRL, (uint64_t)((int64_t)RB >> (RC & 63)));
	BINARY(SHRUL, RB >> (RC & 63));
	BINARY(NEGS, S32(0 - RB));
	BINARY(NEGU, U32(0 - RB));
	BINARY(NEGL, 0 - RB);
	BINARY(NOT, ~RB);
	BINARY(NOTU, U32(~RB));
	BINARY(LOGNOT, !RB);
	BINARY(BOOL, RB != 0);
	BINARY(SX8, from_s8(RB));
	BINARY(SX16, from_s16(RB));
	BINARY(SX32, from_s32(RB));
	BINARY(ZX8, (uint8_t)RB);
	BINARY(ZX16, (uint16_t)RB);
	BINARY(ZX32, U32(RB));
	BINARY(SETLT, (int64_t)RB < (int64_t)RC);
	BINARY(SETLE, (int64_t)RB <= (int64_t)RC);
	BINARY(SETLTU, RB < RC);
	BINARY(SETLEU, RB <= RC);
	BINARY(SETEQ, RB == RC);
	BINARY(SETNE, RB != RC);

	CASE(JUMP): JUMP_IF(true);
	CASE(JZ): JUMP_IF(!RB);
	CASE(JNZ): JUMP_IF(RB);
	CASE(JLT): JUMP_IF((int64_t)RB < (int64_t)RC);
	CASE(JLE): JUMP_IF((int64_t)RB <= (int64_t)RC);
	CASE(JLTU): JUMP_IF(RB < RC);
	CASE(JLEU): JUMP_IF(RB <= RC);
	CASE(JEQ): JUMP_IF(RB == RC);
	CASE(JNE): JUMP_IF(RB != RC);
	CASE(JLTI): JUMP_IF((int64_t)RB < SC);
	CASE(JLEI): JUMP_IF((int64_t)RB <= SC);
	CASE(JGTI): JUMP_IF((int64_t)RB > SC);
	CASE(JGEI): JUMP_IF((int64_t)RB >= SC);
	CASE(JEQI): JUMP_IF((int64_t)RB == SC);
	CASE(JNEI): JUMP_IF((int64_t)RB != SC);

	CASE(JGLT): JUMP_VARIABLE(<);
	CASE(JGLE): JUMP_VARIABLE(<=);
	CASE(JGGT): JUMP_VARIABLE(>);
	CASE(JGGE): JUMP_VARIABLE(>=);
	CASE(JGEQ): JUMP_VARIABLE(==);
	CASE(JGNE): JUMP_VARIABLE(!=);

#define X(id, get, from, size) LOAD_GLOBAL(id, get);
	LOADS(X)
#undef X
#define X(id, get, from, size) LOAD_FRAME(id, get, size);
	LOADS(X)
#undef X
#define X(id, get, from, size) LOAD_OWN(id, get, from, size);
	LOADS(X)
#undef X
#define X(id, get, from, size) LOAD_ANY(LDP_##id, from, size, ADDRESS());
	LOADS(X)
#undef X
#define X(id, get, from, size) LOAD_ANY(LDQ_##id, from, size, (uint32_t)get_u32(user + IMM));
	LOADS(X)
#undef X
#define X(id, put, size) STORE_GLOBAL(id, put, size);
	STORES(X)
#undef X
#define X(id, put, size) STORE_FRAME(id, put, size);
	STORES(X)
#undef X
#define X(id, put, size) STORE_OWN(id, put, size);
	STORES(X)
#undef X
#define X(id, put, size) STORE_ANY(id, size);
	STORES(X)
#undef X

	CASE(INCG): {
		uint32_t at = IMM;

		put_32(user + at, get_u32(user + at) + (uint64_t)SA);
		MARK_USER(at);
	} NEXT();
	CASE(LEAF): RA = U32(vm->lang->layout.user_start + vm->stacks + FRAME_AT()); NEXT();
	CASE(COPY): SITE(); TRY(vm_copy(vm, (uint32_t)RA, (uint32_t)RB, *ip)); ip++; NEXT();
	CASE(ZERO): SITE(); TRY(vm_zero(vm, (uint32_t)RA, IMM)); NEXT();
	CASE(POISON): vm_poison(vm, FRAME_AT(), field_32(ip, 0) >> 8); NEXT();
	CASE(CHECK):
		if (UNLIKELY(!RA)) {
			SAVE();
			vm_uninitialised(vm);
		}
		NEXT();
	CASE(LINT):
		if (UNLIKELY((uint32_t)RA - vm->page_begin < vm->page_span))
			TRY(vm_lint(vm, W));
		NEXT();

	CASE(ENTER): TRY(vm_enter(vm, IMM)); NEXT();
	CASE(CALL): CALL(vm->functions + IMM, r + A); NEXT();
	CASE(CALLP): {
		const struct lang_function *f = NULL;

		SITE();
		TRY(vm_call_pointer(vm, W, &f));
		if (f)
			CALL(f, r + A);
	} NEXT();
	CASE(KCALL):
kcall: {
		uint64_t result;

		KCALL(result);
	} NEXT();
	CASE(KCALL_MOVE):
kcall_move: {
		uint64_t result;

		KCALL(result);
		ip++;
		RA = result;
	} NEXT();
	CASE(LINT_KCALL):
		if (UNLIKELY((uint32_t)RA - vm->page_begin < vm->page_span))
			GOTO(plain, OP_LINT);
		ip++;
		goto kcall;
	CASE(LDG_LDI):
		RA = get_u32(user + IMM);
		ip++;
		RA = (uint64_t)SIMM;
		NEXT();
	CASE(LDG_LDI_KCALL_MOVE):
		RA = get_u32(user + IMM);
		ip++;
		RA = (uint64_t)SIMM;
		ip++;
		goto kcall_move;
	CASE(MOVE_LDI):
		RA = RB;
		ip++;
		RA = (uint64_t)SIMM;
		NEXT();
	CASE(MOVE_LDI_LINT_KCALL): {
		uint64_t first = RB;

		RA = first;
		ip++;
		RA = (uint64_t)SIMM;
		ip++;
		if (UNLIKELY((uint32_t)first - vm->page_begin < vm->page_span))
			GOTO(plain, OP_LINT);
		ip++;
	} goto kcall;
	CASE(LOOP): {
		int64_t value = (int64_t)(RA = S32(RA + (uint64_t)SC));

		ip++;
		LOOP_WHILE(value < (int64_t)RC);
	}
	CASE(LOOPI): {
		int64_t value = (int64_t)(RA = S32(RA + (uint64_t)SC));

		ip++;
		LOOP_WHILE(value < SC);
	}
	CASE(LOOPK): {
		int64_t value = (int64_t)(RA = S32(RA + (uint64_t)SC)), limit;

		ip++;
		RA = (uint64_t)(limit = SIMM);
		ip++;
		LOOP_WHILE(value < limit);
	}
	CASE(LCALL):
		SITE();
		if (UNLIKELY(fuel <= 0))
			TRY(vm_refuel(vm));
		TRY(vm_row(vm, W));
		NEXT();
	CASE(RET): RETURN(NOTHING);
	CASE(RETV): RETURN(RB);
	CASE(RETM): vm_leave_memory(vm, r[-1]); RETURN(NOTHING);
	CASE(RETMV): vm_leave_memory(vm, r[-1]); RETURN(RB);
	CASE(RETURNED): vm->task->returned = 1; NEXT();
}
