/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Private to vm.c: the fields of an instruction, and values in memory as registers hold them. The names in capitals speak of the word in
 * front of `ip` and of the registers at `r`, which are vm_execute()'s. Nothing here checks anything: words were made by emit*.c.
 * The fields' places and the bytes of values are those of a little-endian host.
 */
#ifndef LANG_VM_WORD_H
#define LANG_VM_WORD_H

#include <stdint.h>
#include <string.h>

/* Fields of the word being run, each read from where it lies: the words lie in the cache, and shifting them apart costs more. */
#define W ip[-1]
#define A field_16(ip, 1)
#define B field_16(ip, 4)
#define C field_16(ip, 6)
#define IMM field_32(ip, 4)
#define SIMM ((int64_t)(int32_t)IMM)
#define SC ((int64_t)(int16_t)C)
#define SA ((int64_t)(int32_t)field_32(ip, 0) >> 8)
#define RA r[A]
#define RB r[B]
#define RC r[C]
#define S32(x) ((uint64_t)(int64_t)(int32_t)(uint32_t)(x))
#define U32(x) ((uint64_t)(uint32_t)(x))

/* Of the word in front of ip; the fields' places are those of a little-endian host, as all of the machine's memory is. */
static inline uint8_t field_8(const uint64_t *ip) { return *(const uint8_t *)(ip - 1); }
static inline uint16_t field_16(const uint64_t *ip, unsigned int at) { uint16_t v; memcpy(&v, (const uint8_t *)(ip - 1) + at, 2); return v; }
static inline uint32_t field_32(const uint64_t *ip, unsigned int at) { uint32_t v; memcpy(&v, (const uint8_t *)(ip - 1) + at, 4); return v; }

static inline uint64_t get_s8(const uint8_t *p) { return (uint64_t)(int64_t)*(const int8_t *)p; }
static inline uint64_t get_u8(const uint8_t *p) { return *p; }
static inline uint64_t get_s16(const uint8_t *p) { int16_t v; memcpy(&v, p, 2); return (uint64_t)(int64_t)v; }
static inline uint64_t get_u16(const uint8_t *p) { uint16_t v; memcpy(&v, p, 2); return v; }
static inline uint64_t get_s32(const uint8_t *p) { int32_t v; memcpy(&v, p, 4); return (uint64_t)(int64_t)v; }
static inline uint64_t get_u32(const uint8_t *p) { uint32_t v; memcpy(&v, p, 4); return v; }
static inline uint64_t get_64(const uint8_t *p) { uint64_t v; memcpy(&v, p, 8); return v; }
static inline void put_8(uint8_t *p, uint64_t v) { *p = (uint8_t)v; }
static inline void put_16(uint8_t *p, uint64_t v) { uint16_t x = (uint16_t)v; memcpy(p, &x, 2); }
static inline void put_32(uint8_t *p, uint64_t v) { uint32_t x = (uint32_t)v; memcpy(p, &x, 4); }
static inline void put_64(uint8_t *p, uint64_t v) { memcpy(p, &v, 8); }

/* The engine hands out zero-extended values. */
static inline uint64_t from_s8(uint64_t v) { return (uint64_t)(int64_t)(int8_t)v; }
static inline uint64_t from_u8(uint64_t v) { return v; }
static inline uint64_t from_s16(uint64_t v) { return (uint64_t)(int64_t)(int16_t)v; }
static inline uint64_t from_u16(uint64_t v) { return v; }
static inline uint64_t from_s32(uint64_t v) { return (uint64_t)(int64_t)(int32_t)v; }
static inline uint64_t from_u32(uint64_t v) { return v; }
static inline uint64_t from_64(uint64_t v) { return v; }

/* X(suffix of its instructions, reads or writes user memory, from the engine's value, size) */
#define LOADS(X) X(S8, get_s8, from_s8, 1) X(U8, get_u8, from_u8, 1) X(S16, get_s16, from_s16, 2) X(U16, get_u16, from_u16, 2) \
	X(S32, get_s32, from_s32, 4) X(U32, get_u32, from_u32, 4) X(64, get_64, from_64, 8)
#define STORES(X) X(8, put_8, 1) X(16, put_16, 2) X(32, put_32, 4) X(64, put_64, 8)

#endif
