/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The instructions of the VM: one list for numbers, dispatch and the listing of tests.
 *
 * One instruction is one 64-bit word: bits 0-7 opcode, 8-31 A (24 bits: a register, or a signed jump distance), 32-47 B, 48-63 C;
 * B and C together are the 32-bit `imm`. OPS2 rows carry a second word. A register holds its value extended to 64 bits by its C type, so
 * that one signed comparison serves all types but unsigned long long; S, U, L behind a name: result wrapped to int, unsigned int, 64 bits.
 * Loads and stores name where they go: G a variable in user memory (imm: offset), F the frame's part of the stack in user memory
 * (imm: offset), Q the address that the pointer variable at imm holds, D an address inside a variable of the program (B: register, C: displacement; checked), P any pointer: through the MMU.
 * The suffix is the size, signed or unsigned.
 */
#ifndef LANG_OPS_H
#define LANG_OPS_H

#define LANG_LOADS(X, m) X(LD##m##_S8) X(LD##m##_U8) X(LD##m##_S16) X(LD##m##_U16) X(LD##m##_S32) X(LD##m##_U32) X(LD##m##_64)
#define LANG_STORES(X, m) X(ST##m##_8) X(ST##m##_16) X(ST##m##_32) X(ST##m##_64)

/*
 * A fused instruction does its own word and the ones behind it: written over the opcode of the first word
 * alone (fuse.c), so that jumps into the middle, single steps and a stop inside find the plain words where they were.
 * X(name, its words; OP_NR: there is no such word), longer ones first.
 */
#define LANG_FUSED_ROWS(X) \
	X(LDG_LDI_KCALL_MOVE, LDG_U32, LDI, KCALL, MOVE) X(MOVE_LDI_LINT_KCALL, MOVE, LDI, LINT, KCALL) /* calls with a constant behind */ \
	X(LDG_LDI, LDG_U32, LDI, NR, NR) X(MOVE_LDI, MOVE, LDI, NR, NR)             /* two arguments */ \
	X(LINT_KCALL, LINT, KCALL, NR, NR) X(KCALL_MOVE, KCALL, MOVE, NR, NR)       /* its result is moved */ \
	X(LOOPK, ADDSI, LDI, JLT, NR) X(LOOPI, ADDSI, JLTI, NR, NR) X(LOOP, ADDSI, JLT, NR, NR) /* back while what was added to is less */
#define LANG_FUSED(X) X(LDG_LDI_KCALL_MOVE) X(MOVE_LDI_LINT_KCALL) X(LDG_LDI) X(MOVE_LDI) X(LINT_KCALL) X(KCALL_MOVE) X(LOOPK) X(LOOPI) X(LOOP)

#define LANG_PLAIN_OPS(X) \
	X(MOVE) X(LDI) X(LDIU) X(LDK)                        /* A = B; imm; unsigned imm; the next word */ \
	X(ADDS) X(ADDU) X(ADDL) X(SUBS) X(SUBU) X(SUBL) X(MULS) X(MULU) X(MULL) \
	X(ADDSI) X(ADDUI) X(ADDLI)                           /* A = B + signed 16-bit C */ \
	X(PADD2) X(PADD4) X(PADD8)                           /* address A = B + (C << 1, 2, 3) */ \
	X(DIVS) X(DIVL) X(DIVU) X(MODS) X(MODL) X(MODU)      /* U: both unsigned widths */ \
	X(AND) X(OR) X(XOR) X(ANDI) \
	X(SHLS) X(SHLU) X(SHLL) X(SHRS) X(SHRU) X(SHRL) X(SHRUL) \
	X(NEGS) X(NEGU) X(NEGL) X(NOT) X(NOTU) X(LOGNOT) X(BOOL) \
	X(SX8) X(SX16) X(SX32) X(ZX8) X(ZX16) X(ZX32)        /* A = B converted */ \
	X(SETLT) X(SETLE) X(SETLTU) X(SETLEU) X(SETEQ) X(SETNE) \
	X(JUMP) X(JZ) X(JNZ)                                 /* to the next word + A; B tested */ \
	X(JLT) X(JLE) X(JLTU) X(JLEU) X(JEQ) X(JNE)          /* B compared with C */ \
	X(JLTI) X(JLEI) X(JGTI) X(JGEI) X(JEQI) X(JNEI)      /* B compared with signed 16-bit C */ \
	X(JGLT) X(JGLE) X(JGGT) X(JGGE) X(JGEQ) X(JGNE)      /* int variable at imm compared with the next word; distance as for one word */ \
	LANG_LOADS(X, G) LANG_LOADS(X, F) LANG_LOADS(X, D) LANG_LOADS(X, P) LANG_LOADS(X, Q) \
	LANG_STORES(X, G) LANG_STORES(X, F) LANG_STORES(X, D) LANG_STORES(X, P) \
	X(INCG)                                              /* int variable at imm += signed 24-bit A */ \
	X(LEAF)                                              /* A = address of imm in the frame */ \
	X(COPY)                                              /* struct at B to A; next word: size << 2 | to any << 1 | from any */ \
	X(ZERO)                                              /* imm bytes at A, a variable of the program, become 0 */ \
	X(POISON)                                            /* A bytes at imm in the frame become uninitialised */ \
	X(CHECK)                                             /* A is the mark of a variable: 0 = never assigned; read here */ \
	X(LINT)                                              /* A is argument C of row B, meant to be a mapped address */ \
	X(ENTER) X(CALL) X(CALLP)                            /* see vm.c */ \
	X(KCALL) X(LCALL)                                    /* row B of the machine, of library.c; C arguments from A on, the result in A */ \
	X(RET) X(RETV) X(RETM) X(RETMV) X(RETURNED)          /* M: gives the frame's memory back; RETURNED: notes a top-level return */

#define LANG_OPS(X) LANG_PLAIN_OPS(X) LANG_FUSED(X)

enum op {
#define LANG_X(id) OP_##id,
	LANG_OPS(LANG_X)
#undef LANG_X
	OP_NR
};

#endif
