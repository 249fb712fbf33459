/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The C library of hmsh: printf, printk, memset, memcpy, strlen. Every byte that these touch in the simulated machine goes
 * through its MMU, page by page and in order, so that a wrong pointer oopses where the real one would, with what came before it done.
 * printf knows the conversions that the kernel's vsnprintf of 2.6.11 (lib/vsprintf.c) has for integers, characters, strings and pointers.
 * What a call goes over is charged as steps, so that the limit of steps holds for it, too. Text goes to the host as it is; escaping control characters is the receiver's affair.
 */
#include <stdio.h>

#include "shell/lang/vm.h"

typedef enum step library_fn(struct vm *vm, const uint64_t *arg, unsigned int count, uint64_t *result);

static library_fn run_printf, run_printk, run_memset, run_memcpy, run_strlen;

/* Order is that of `functions` below. */
const struct library_call library_calls[] = {
	{ .proto = "int printf(const char *fmt, ...)", .addresses = 1 << 0, .help = "prints to standard output" },
	{ .proto = "int printk(const char *fmt, ...)", .addresses = 1 << 0, .help = "prints to standard output, without its \"<N>\" level" },
	{ .proto = "void *memset(void *s, int c, size_t count)", .addresses = 1 << 0, .help = "fills memory through the MMU" },
	{ .proto = "void *memcpy(void *dest, const void *src, size_t count)", .addresses = 1 << 0 | 1 << 1,
	  .help = "copies memory through the MMU" },
	{ .proto = "size_t strlen(const char *s)", .addresses = 1 << 0, .help = "length of a string, read through the MMU" },
	{ 0 }
};

static library_fn *const functions[] = { run_printf, run_printk, run_memset, run_memcpy, run_strlen };

enum step library_invoke(struct vm *vm, unsigned int row, uint64_t *arg, unsigned int count, uint64_t *result)
{
	if (row >= sizeof(functions) / sizeof(functions[0]))
		return vm_fail(vm, "this function does not exist");
	return functions[row](vm, arg, count, result);
}

/* ---- memory ---- */

static size_t part_of_page(uint32_t address, size_t n)
{
	size_t room = HM_PAGE_SIZE - (address & (HM_PAGE_SIZE - 1));

	return n < room ? n : room;
}

static enum step run_memset(struct vm *vm, const uint64_t *arg, unsigned int count, uint64_t *result)
{
	size_t done;
	enum hm_verdict verdict = hm_fill(vm->m, (hm_vaddr_t)arg[0], (uint8_t)arg[1], (uint32_t)arg[2], &done);

	(void)count;
	*result = (uint32_t)arg[0];
	vm_shadow_clear(vm, (uint32_t)arg[0], done);
	vm_charge(vm, done);
	return vm_verdict(vm, verdict);
}

static enum step run_memcpy(struct vm *vm, const uint64_t *arg, unsigned int count, uint64_t *result)
{
	uint32_t to = (uint32_t)arg[0], from = (uint32_t)arg[1];
	size_t left = (uint32_t)arg[2], n, done;
	uint8_t bytes[HM_PAGE_SIZE];
	enum step step = STEP_ON;

	(void)count;
	*result = to;
	for (; left && step == STEP_ON; left -= n, to += (uint32_t)n, from += (uint32_t)n) {
		n = part_of_page(from, part_of_page(to, left));
		step = vm_verdict(vm, hm_read(vm->m, from, bytes, n, &done));
		if (step != STEP_ON)
			break;
		step = vm_verdict(vm, hm_write(vm->m, to, bytes, n, &done));
		vm_shadow_clear(vm, to, done);
	}
	vm_charge(vm, (uint32_t)arg[2] - left);
	return step;
}

/* Bytes up to the end of a page or `limit`, read at once; *n of them come before the NUL, *ended says that it was there. */
static enum step read_string(struct vm *vm, uint32_t address, char *bytes, size_t limit, size_t *n, bool *ended)
{
	size_t part = part_of_page(address, limit), done;
	enum step step = vm_verdict(vm, hm_read(vm->m, address, bytes, part, &done));
	const char *nul;

	if (step != STEP_ON)
		return step;
	nul = memchr(bytes, 0, part);
	*ended = nul != NULL;
	*n = nul ? (size_t)(nul - bytes) : part;
	vm_charge(vm, *n);
	return STEP_ON;
}

static enum step run_strlen(struct vm *vm, const uint64_t *arg, unsigned int count, uint64_t *result)
{
	uint32_t length = 0;
	char bytes[64];
	bool ended = false;
	enum step step = STEP_ON;
	size_t n;

	(void)count;
	while (!ended) {
		step = read_string(vm, (uint32_t)arg[0] + length, bytes, sizeof(bytes), &n, &ended);
		if (step != STEP_ON)
			return step;
		length += (uint32_t)n;
		if (!ended && vm->interrupt && *vm->interrupt) {
			vm->result = LANG_INTERRUPTED;
			return STEP_STOP;
		}
	}
	*result = length;
	return step;
}

/* ---- printf ---- */

enum { FORMAT_MAX = 4096, FIELD_MAX = 1000, TEXT_MAX = 1 << 20 };

/* Where the text is collected before it goes to the host. */
struct output { struct vm *vm; bool kernel; char bytes[512]; size_t n; uint32_t total; }; /* kernel: %p without 0x, as printk has it */

struct conversion {
	bool minus, plus, space, zero, hash;
	int width, precision;                     /* precision -1: none */
	unsigned int length;                      /* bytes of the argument: 4, or 8 for ll */
	bool half, half_half;                     /* h, hh */
	char type;
};

static void flush(struct output *out)
{
	const struct lang_host *host = &out->vm->lang->host;

	if (out->n && host->out)
		host->out(host->context, out->bytes, out->n);
	out->n = 0;
}

static void put(struct output *out, char c)
{
	if (out->n == sizeof(out->bytes))
		flush(out);
	out->bytes[out->n++] = c;
	out->total++;
}

static void put_many(struct output *out, char c, int n)
{
	for (; n > 0; n--)
		put(out, c);
}

static void put_padded(struct output *out, const struct conversion *c, const char *text, size_t n)
{
	int pad = c->width > (int)n ? c->width - (int)n : 0;

	if (!c->minus)
		put_many(out, ' ', pad);
	for (size_t i = 0; i < n; i++)
		put(out, text[i]);
	if (c->minus)
		put_many(out, ' ', pad);
}

/* Digits of v, least first; returns how many. */
static int digits_of(uint64_t v, unsigned int base, bool upper, char *digits)
{
	const char *all = upper ? "0123456789ABCDEF" : "0123456789abcdef";
	int n = 0;

	for (; v; v /= base)
		digits[n++] = all[v % base];
	return n;
}

static const char *number_prefix(const struct conversion *c, uint64_t v, bool negative)
{
	if (negative)
		return "-";
	if ((c->type == 'd' || c->type == 'i') && (c->plus || c->space))
		return c->plus ? "+" : " ";
	if (c->hash && v && c->type == 'x')
		return "0x";
	return c->hash && v && c->type == 'X' ? "0X" : "";
}

static void put_number(struct output *out, const struct conversion *c, uint64_t v, bool negative)
{
	unsigned int base = c->type == 'x' || c->type == 'X' ? 16 : c->type == 'o' ? 8 : 10;
	const char *prefix = number_prefix(c, v, negative);
	char digits[24];
	int n = digits_of(v, base, c->type == 'X', digits), least = c->precision < 0 ? 1 : c->precision, zeroes, pad;

	if (c->hash && base == 8 && least <= n)
		least = n + 1;
	zeroes = least > n ? least - n : 0;
	pad = c->width - (int)strlen(prefix) - zeroes - n;
	if (c->zero && !c->minus && c->precision < 0 && pad > 0) {
		zeroes += pad;
		pad = 0;
	}
	if (!c->minus)
		put_many(out, ' ', pad);
	for (; *prefix; prefix++)
		put(out, *prefix);
	put_many(out, '0', zeroes);
	while (n)
		put(out, digits[--n]);
	if (c->minus)
		put_many(out, ' ', pad);
}

static void put_integer(struct output *out, const struct conversion *c, uint64_t v)
{
	bool is_signed = c->type == 'd' || c->type == 'i';
	int64_t s = c->length == 8 ? (int64_t)v : c->half_half ? (int8_t)v : c->half ? (int16_t)v : (int32_t)v;

	if (is_signed)
		put_number(out, c, s < 0 ? 0 - (uint64_t)s : (uint64_t)s, s < 0);
	else
		put_number(out, c, c->length == 8 ? v : c->half_half ? (uint8_t)v : c->half ? (uint16_t)v : (uint32_t)v, false);
}

/* %s; a null pointer prints "<NULL>", as the kernel's does. */
static enum step put_string(struct output *out, const struct conversion *c, uint32_t address)
{
	size_t limit = c->precision < 0 ? TEXT_MAX : (size_t)c->precision, length = 0, n;
	struct conversion right = { .width = c->width };
	char bytes[256];
	bool ended = false;
	enum step step;

	if (!address) {
		put_padded(out, c, "<NULL>", limit < 6 ? limit : 6);
		return STEP_ON;
	}
	/* a width on the left needs the length first */
	for (uint32_t at = address; !c->minus && c->width && !ended && length < limit; at += (uint32_t)n, length += n) {
		step = read_string(out->vm, at, bytes, limit - length < sizeof(bytes) ? limit - length : sizeof(bytes), &n, &ended);
		if (step != STEP_ON)
			return step;
	}
	if (!c->minus && c->width)
		put_many(out, ' ', right.width - (int)(length < FIELD_MAX ? length : FIELD_MAX));
	for (ended = false, length = 0; !ended && length < limit; length += n) {
		step = read_string(out->vm, address + (uint32_t)length, bytes,
				   limit - length < sizeof(bytes) ? limit - length : sizeof(bytes), &n, &ended);
		if (step != STEP_ON)
			return step;
		for (size_t i = 0; i < n; i++)
			put(out, bytes[i]);
	}
	if (c->minus)
		put_many(out, ' ', c->width - (int)(length < FIELD_MAX ? length : FIELD_MAX));
	return STEP_ON;
}

/* What the format takes its values from: behind the last one there is what an uninitialised variable holds. */
struct arguments { struct vm *vm; const uint64_t *arg; unsigned int count, next; };

static uint64_t next_argument(struct arguments *a)
{
	if (a->next < a->count)
		return a->arg[a->next++];
	vm_note(a->vm, "missing-argument", "the format asks for more values than the %u given: those that are missing are 0xcc...", a->count - 1);
	return 0xccccccccccccccccu;
}

static int field_number(const char **f, struct arguments *args)
{
	int n = 0;

	if (**f == '*') {
		(*f)++;
		n = (int32_t)next_argument(args);
		return n > FIELD_MAX ? FIELD_MAX : n < -FIELD_MAX ? -FIELD_MAX : n;
	}
	for (; **f >= '0' && **f <= '9'; (*f)++)
		n = n < FIELD_MAX ? n * 10 + (**f - '0') : FIELD_MAX;
	return n > FIELD_MAX ? FIELD_MAX : n;
}

static void parse_flags(const char **f, struct conversion *c)
{
	for (;; (*f)++) {
		if (**f == '-')
			c->minus = true;
		else if (**f == '+')
			c->plus = true;
		else if (**f == ' ')
			c->space = true;
		else if (**f == '0')
			c->zero = true;
		else if (**f == '#')
			c->hash = true;
		else
			return;
	}
}

static void parse_length(const char **f, struct conversion *c)
{
	c->length = 4;
	for (; **f == 'l' || **f == 'h' || **f == 'z' || **f == 't' || **f == 'j' || **f == 'Z' || **f == 'L' || **f == 'q'; (*f)++) {
		if ((**f == 'l' && (*f)[1] == 'l') || **f == 'j' || **f == 'L' || **f == 'q')
			c->length = 8;
		c->half_half |= c->half && **f == 'h';
		c->half |= **f == 'h';
	}
}

/* What follows a '%'; *f ends behind it. */
static struct conversion parse_conversion(const char **f, struct arguments *args)
{
	struct conversion c = { .precision = -1 };

	parse_flags(f, &c);
	c.width = field_number(f, args);
	if (c.width < 0) {
		c.minus = true;
		c.width = -c.width;
	}
	if (**f == '.') {
		(*f)++;
		c.precision = field_number(f, args);
		if (c.precision < 0)
			c.precision = -1;
	}
	parse_length(f, &c);
	c.type = **f;
	if (c.type)
		(*f)++;
	return c;
}

static enum step put_conversion(struct output *out, struct conversion *c, struct arguments *args)
{
	char ch;

	switch (c->type) {
	case 'd':
	case 'i':
	case 'u':
	case 'x':
	case 'X':
	case 'o':
		put_integer(out, c, next_argument(args));
		return STEP_ON;
	case 'c':
		ch = (char)next_argument(args);
		put_padded(out, c, &ch, 1);
		return STEP_ON;
	case 's':
		return put_string(out, c, (uint32_t)next_argument(args));
	case 'p':
		c->type = 'x';
		c->length = 4;
		c->precision = 8;
		if (!out->kernel) {
			put(out, '0');
			put(out, 'x');
		}
		put_integer(out, c, next_argument(args));
		return STEP_ON;
	case '%':
		put(out, '%');
		return STEP_ON;
	case 0:
		return STEP_ON;
	default:
		put(out, '%');
		put(out, c->type);
		return STEP_ON;
	}
}

static enum step put_format(struct output *out, const char *format, struct arguments *args)
{
	enum step step = STEP_ON;

	while (*format && step == STEP_ON) {
		struct conversion c;

		if (*format != '%') {
			put(out, *format++);
			continue;
		}
		format++;
		c = parse_conversion(&format, args);
		step = put_conversion(out, &c, args);
	}
	return step;
}

/* The whole format first: at most FORMAT_MAX bytes of it count. */
static enum step read_format(struct vm *vm, uint32_t address, char *format)
{
	bool ended = false;
	size_t length = 0, n;

	while (!ended && length < FORMAT_MAX) {
		enum step step = read_string(vm, address + (uint32_t)length, format + length,
					     FORMAT_MAX - length < 64 ? FORMAT_MAX - length : 64, &n, &ended);

		if (step != STEP_ON)
			return step;
		length += n;
	}
	format[length] = 0;
	return STEP_ON;
}

static enum step print(struct vm *vm, const uint64_t *arg, unsigned int count, bool level, uint64_t *result)
{
	struct output out = { .vm = vm, .kernel = level };
	struct arguments args = { .vm = vm, .arg = arg, .count = count, .next = 1 };
	char format[FORMAT_MAX + 1], *text = format;
	enum step step = read_format(vm, (uint32_t)arg[0], format);

	if (step != STEP_ON)
		return step;
	if (level && text[0] == '<' && text[1] >= '0' && text[1] <= '7' && text[2] == '>')
		text += 3;
	step = put_format(&out, text, &args);
	flush(&out);
	*result = out.total;
	return step;
}

static enum step run_printf(struct vm *vm, const uint64_t *arg, unsigned int count, uint64_t *result)
{
	return print(vm, arg, count, false, result);
}

static enum step run_printk(struct vm *vm, const uint64_t *arg, unsigned int count, uint64_t *result)
{
	return print(vm, arg, count, true, result);
}
