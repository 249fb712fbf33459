/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A line's tokens at once, for the parser's ring: names that are known and no macros, keywords, punctuators, short decimal numbers, which is
 * what nearly all of a script is. One look at each byte, the hash of a name on the way, and nothing that could be said about any of it: no
 * message, no directive, no expansion and no allocation comes from here, so it does not matter that the parser is still behind. All else
 * (and so whatever is doubtful) is left to pp_token(), one token at a time.
 *
 * Invariant: tokens of one line only: where the next line begins is told when the parser asks for it.
 */
#include "shell/lang/frontend.h"

/* The values of `kind_of` that are no punctuator; and what is added to one that nothing behind it changes. */
enum { NOTHING = T_EOF, NAME = T_NAME, DIGIT = T_NUMBER, BLANK = T_STRING, WHOLE = 128 };

#define FIVE(c, v) [c] = v, [c + 1] = v, [c + 2] = v, [c + 3] = v, [c + 4] = v
#define LETTERS(c, v) FIVE(c, v), FIVE(c + 5, v), FIVE(c + 10, v), FIVE(c + 15, v), FIVE(c + 20, v), [c + 25] = v

/* What a token that begins with this byte is; '#', quotes and all that is no ASCII are none for here. */
static const uint8_t kind_of[256] = {
	LETTERS('a', NAME), LETTERS('A', NAME), ['_'] = NAME, ['$'] = NAME, FIVE('0', DIGIT), FIVE('5', DIGIT), [' '] = BLANK, ['\t'] = BLANK,
	['['] = WHOLE + T_LBRACKET, [']'] = WHOLE + T_RBRACKET, ['('] = WHOLE + T_LPAREN, [')'] = WHOLE + T_RPAREN,
	['{'] = WHOLE + T_LBRACE, ['}'] = WHOLE + T_RBRACE, [';'] = WHOLE + T_SEMI, [','] = WHOLE + T_COMMA, ['.'] = T_DOT,
	['&'] = T_AND, ['*'] = T_STAR, ['+'] = T_PLUS, ['-'] = T_MINUS, ['~'] = T_TILDE, ['!'] = T_NOT, ['/'] = T_SLASH, ['%'] = T_PERCENT,
	['<'] = T_LT, ['>'] = T_GT, ['^'] = T_XOR, ['|'] = T_OR, ['?'] = T_QUESTION, [':'] = T_COLON, ['='] = T_ASSIGN
};

/* May it stand in a name or a number? */
static const bool is_part[256] = { LETTERS('a', true), LETTERS('A', true), FIVE('0', true), FIVE('5', true), ['_'] = true, ['$'] = true };

/* Pairs: a punctuator with `=` behind it, and one that is written twice. */
static const uint8_t with_equals[128] = {
	['<'] = T_LE, ['>'] = T_GE, ['='] = T_EQ, ['!'] = T_NE, ['*'] = T_MUL_ASSIGN, ['/'] = T_DIV_ASSIGN, ['%'] = T_MOD_ASSIGN,
	['+'] = T_ADD_ASSIGN, ['-'] = T_SUB_ASSIGN, ['&'] = T_AND_ASSIGN, ['^'] = T_XOR_ASSIGN, ['|'] = T_OR_ASSIGN
};
static const uint8_t doubled[128] = { ['+'] = T_INC, ['-'] = T_DEC, ['<'] = T_SHL, ['>'] = T_SHR, ['&'] = T_LOGAND, ['|'] = T_LOGOR };

/* The punctuator at p that begins as `kind` does; *length: its bytes. T_EOF: a comment, a number, three dots or one of two spellings may be meant. */
static unsigned int punctuator(const char *p, unsigned int kind, unsigned int *length)
{
	unsigned char c = (unsigned char)p[0], next = (unsigned char)p[1];
	unsigned int pair = next == '=' ? with_equals[c] : next == c ? doubled[c] : c == '-' && next == '>' ? T_ARROW : T_EOF;

	*length = 1;
	if ((c == '/' && (next == '/' || next == '*')) || (c == '.' && (next == '.' || kind_of[next] == DIGIT)))
		return T_EOF;
	if ((pair == T_SHL || pair == T_SHR) && p[2] == '=')
		return T_EOF;
	/* a trigraph, a digraph */
	if ((c == '?' && next == '?') || ((c == '<' || c == '%') && (next == ':' || next == '%' || next == '>')) || (c == ':' && next == '>'))
		return T_EOF;
	if (pair == T_EOF)
		return kind;
	*length = 2;
	return pair;
}

/* A backslash, quotes and what is no ASCII: they make something else of a name or a number in front of them. */
static inline bool is_sticky(char c)
{
	return c == '\\' || c == '"' || c == '\'' || (unsigned char)c >= 0x80;
}

/* Names are short: no call is worth it. */
static inline bool same(const char *a, const char *b, uint32_t n)
{
	while (n && *a == *b) {
		a++;
		b++;
		n--;
	}
	return !n;
}

/* The name of n bytes at p, when it is known. */
static inline struct name *known(const struct front *f, const char *p, uint32_t n, uint32_t h)
{
	struct name *name = f->bucket[h & (f->buckets - 1)];

	while (name && !(name->hash == h && name->length == n && same(name->text, p, n)))
		name = name->next;
	return name;
}

/* Behind the name at p, or NULL. */
static inline const char *take_name(const struct front *f, const char *p, struct token *out)
{
	const char *start = p;
	uint32_t h = LEX_HASH_START;
	struct name *name;

	do
		h = lex_hash_step(h, *p++);
	while (is_part[(unsigned char)*p]);
	/* what follows may belong to it, or it to what follows */
	if (is_sticky(*p))
		return NULL;
	name = known(f, start, (uint32_t)(p - start), lex_hash_end(h));
	if (!name || name->macro)
		return NULL;
	out->kind = name->keyword ? T_KEYWORD : T_NAME;
	out->name = name;
	return p;
}

/* Behind the decimal number at p, or NULL. */
static inline const char *take_number(const struct front *f, const char *p, struct token *out)
{
	const char *start = p;
	uint32_t value = 0;

	while (kind_of[(unsigned char)*p] == DIGIT && p - start < 9)
		value = 10 * value + (uint32_t)(*p++ - '0');
	if (is_part[(unsigned char)*p] || *p == '.' || is_sticky(*p) || (*start == '0' && p - start > 1))
		return NULL;
	out->kind = T_NUMBER;
	out->value = value;
	out->type = f->basic[TY_INT];
	return p;
}

/* Behind the token at p, which begins as `kind` does, or NULL: it is none for here. */
static inline const char *take(const struct front *f, const char *p, unsigned int kind, struct token *out)
{
	unsigned int length;

	if (kind == NAME)
		return take_name(f, p, out);
	if (kind & WHOLE) {
		out->kind = (uint16_t)(kind - WHOLE);
		return p + 1;
	}
	if (kind == DIGIT)
		return take_number(f, p, out);
	kind = kind == NOTHING ? NOTHING : punctuator(p, kind, &length);
	out->kind = (uint16_t)kind;
	return kind == NOTHING ? NULL : p + length;
}

unsigned int lex_line(struct front *f, struct lexer *lx, struct token *ring, unsigned int at, unsigned int most)
{
	const char *p = lx->p, *behind;
	struct token *out = &ring[at % PEEK_MAX];
	unsigned int n, flags = lx->line_start ? TOK_LINE_START : 0;

	for (; *p == '\n' || *p == ' ' || *p == '\t'; p++)
		flags |= *p == '\n' ? TOK_SPACE | TOK_LINE_START : TOK_SPACE;
	for (n = 0; n < most; n++) {
		unsigned int kind;

		for (; (kind = kind_of[(unsigned char)*p]) == BLANK; p++)
			flags |= TOK_SPACE;
		behind = take(f, p, kind, out);
		if (!behind || behind >= lx->end)
			break;
		out->flags = (uint16_t)flags;
		out->text = p;
		out->loc = lx->base + (uint32_t)(p - lx->begin);
		out->length = (uint32_t)(behind - p);
		out->end = out->loc + out->length;
		lx->p = p = behind;
		flags = 0;
		out = out + 1 == ring + PEEK_MAX ? ring : out + 1;
	}
	if (n)
		lx->line_start = false;
	return n;
}
