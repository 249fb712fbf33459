/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes to tokens. The text is read in place: a token points at its spelling. Line ends are "\n", "\r\n" and a lone "\r"; a backslash
 * before one joins lines between tokens, in comments and in literals (inside names and punctuators it is left out). Bytes that no token
 * begins with are reported and skipped, as gcc's lexer does, so the parser never sees them.
 *
 * Invariant: every call moves on by at least one byte or gives T_EOF.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell/lang/frontend.h"

static const char *const spelling[T_KINDS] = {
	[T_ELLIPSIS] = "...", [T_SHL_ASSIGN] = "<<=", [T_SHR_ASSIGN] = ">>=", [T_ARROW] = "->", [T_INC] = "++", [T_DEC] = "--",
	[T_SHL] = "<<", [T_SHR] = ">>", [T_LE] = "<=", [T_GE] = ">=", [T_EQ] = "==", [T_NE] = "!=", [T_LOGAND] = "&&", [T_LOGOR] = "||",
	[T_MUL_ASSIGN] = "*=", [T_DIV_ASSIGN] = "/=", [T_MOD_ASSIGN] = "%=", [T_ADD_ASSIGN] = "+=", [T_SUB_ASSIGN] = "-=",
	[T_AND_ASSIGN] = "&=", [T_XOR_ASSIGN] = "^=", [T_OR_ASSIGN] = "|=", [T_PASTE] = "##", [T_LBRACKET] = "[", [T_RBRACKET] = "]",
	[T_LPAREN] = "(", [T_RPAREN] = ")", [T_LBRACE] = "{", [T_RBRACE] = "}", [T_DOT] = ".", [T_AND] = "&", [T_STAR] = "*",
	[T_PLUS] = "+", [T_MINUS] = "-", [T_TILDE] = "~", [T_NOT] = "!", [T_SLASH] = "/", [T_PERCENT] = "%", [T_LT] = "<", [T_GT] = ">",
	[T_XOR] = "^", [T_OR] = "|", [T_QUESTION] = "?", [T_COLON] = ":", [T_SEMI] = ";", [T_ASSIGN] = "=", [T_COMMA] = ",", [T_HASH] = "#"
};

static const struct { const char *text; enum keyword keyword; } keywords[] = {
	{ "auto", KW_AUTO }, { "break", KW_BREAK }, { "case", KW_CASE }, { "char", KW_CHAR }, { "const", KW_CONST }, { "__const", KW_CONST },
	{ "__const__", KW_CONST }, { "continue", KW_CONTINUE }, { "default", KW_DEFAULT }, { "do", KW_DO }, { "double", KW_DOUBLE },
	{ "else", KW_ELSE }, { "enum", KW_ENUM }, { "extern", KW_EXTERN }, { "float", KW_FLOAT }, { "for", KW_FOR }, { "goto", KW_GOTO },
	{ "if", KW_IF }, { "inline", KW_INLINE }, { "__inline", KW_INLINE }, { "__inline__", KW_INLINE }, { "int", KW_INT },
	{ "long", KW_LONG }, { "register", KW_REGISTER }, { "restrict", KW_RESTRICT }, { "__restrict", KW_RESTRICT },
	{ "__restrict__", KW_RESTRICT }, { "return", KW_RETURN }, { "short", KW_SHORT }, { "signed", KW_SIGNED }, { "__signed", KW_SIGNED },
	{ "__signed__", KW_SIGNED }, { "sizeof", KW_SIZEOF }, { "static", KW_STATIC }, { "struct", KW_STRUCT }, { "switch", KW_SWITCH },
	{ "typedef", KW_TYPEDEF }, { "union", KW_UNION }, { "unsigned", KW_UNSIGNED }, { "void", KW_VOID }, { "volatile", KW_VOLATILE },
	{ "__volatile", KW_VOLATILE }, { "__volatile__", KW_VOLATILE }, { "while", KW_WHILE }, { "_Bool", KW_BOOL },
	{ "_Alignas", KW_ALIGNAS }, { "_Alignof", KW_ALIGNOF }, { "__alignof", KW_ALIGNOF }, { "__alignof__", KW_ALIGNOF },
	{ "_Atomic", KW_ATOMIC }, { "_Complex", KW_COMPLEX }, { "__complex__", KW_COMPLEX }, { "_Generic", KW_GENERIC },
	{ "_Noreturn", KW_NORETURN }, { "_Static_assert", KW_STATIC_ASSERT }, { "_Thread_local", KW_THREAD }, { "__thread", KW_THREAD },
	{ "asm", KW_ASM }, { "__asm", KW_ASM }, { "__asm__", KW_ASM }, { "typeof", KW_TYPEOF }, { "__typeof", KW_TYPEOF },
	{ "__typeof__", KW_TYPEOF }, { "__attribute__", KW_ATTRIBUTE }, { "__attribute", KW_ATTRIBUTE }, { "__extension__", KW_EXTENSION },
	{ "__func__", KW_FUNCTION_NAME }, { "__FUNCTION__", KW_FUNCTION_NAME }, { "__PRETTY_FUNCTION__", KW_FUNCTION_NAME },
	{ "__int128", KW_INT128 }, { "__label__", KW_LABEL }, { "__auto_type", KW_AUTO_TYPE }, { "__builtin_offsetof", KW_BUILTIN },
	{ "__builtin_va_arg", KW_BUILTIN }, { "__builtin_types_compatible_p", KW_BUILTIN }, { "__builtin_choose_expr", KW_BUILTIN },
	{ "_Float32", KW_FLOATN }, { "_Float64", KW_FLOATN }, { "_Float128", KW_FLOATN }, { "__float128", KW_FLOATN },
	{ "_Float32x", KW_FLOATN }, { "_Float64x", KW_FLOATN }, { "__float80", KW_FLOATN }
};

bool lang_is_keyword(const char *word, size_t length)
{
	for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
		if (strlen(keywords[i].text) == length && !memcmp(keywords[i].text, word, length))
			return true;
	return false;
}

const char *lex_spelling(unsigned int kind)
{
	return kind < T_KINDS ? spelling[kind] : NULL;
}

/* ---- names ---- */

static uint32_t hash(const char *text, size_t length)
{
	uint32_t h = LEX_HASH_START;

	for (size_t i = 0; i < length; i++)
		h = lex_hash_step(h, text[i]);
	return lex_hash_end(h);
}

static bool grow_buckets(struct front *f)
{
	uint32_t n = f->buckets ? 4 * f->buckets : 1024;
	struct name **bucket = calloc(n, sizeof *bucket);

	if (!bucket)
		return false;
	for (uint32_t i = 0; i < f->buckets; i++) {
		struct name *name, *next;

		for (name = f->bucket[i]; name; name = next) {
			next = name->next;
			name->next = bucket[name->hash & (n - 1)];
			bucket[name->hash & (n - 1)] = name;
		}
	}
	free(f->bucket);
	f->bucket = bucket;
	f->buckets = n;
	return true;
}

struct name *lex_find_name(const struct front *f, const char *text, size_t length)
{
	uint32_t h = hash(text, length);
	struct name *name = f->buckets ? f->bucket[h & (f->buckets - 1)] : NULL;

	while (name && !(name->hash == h && name->length == length && !memcmp(name->text, text, length)))
		name = name->next;
	return name;
}

struct name *lex_name(struct front *f, const char *text, size_t length)
{
	struct name *name = lex_find_name(f, text, length);
	char *copy;

	if (name)
		return name;
	if (f->names >= f->buckets && !grow_buckets(f))
		front_no_memory(f);
	name = arena_alloc(&f->name_arena, sizeof *name);
	copy = name ? arena_alloc(&f->name_arena, length + 1) : NULL;
	if (!copy)
		front_no_memory(f);
	memcpy(copy, text, length);
	name->text = copy;
	name->length = (uint32_t)length;
	name->hash = hash(text, length);
	name->next = f->bucket[name->hash & (f->buckets - 1)];
	f->bucket[name->hash & (f->buckets - 1)] = name;
	f->names++;
	return name;
}

void lex_keywords(struct front *f)
{
	for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++)
		lex_name(f, keywords[i].text, strlen(keywords[i].text))->keyword = (uint16_t)keywords[i].keyword;
}

/* ---- characters ---- */

/* Bits of `character`: begins a name, is part of one, may stand in a punctuator behind its first character. */
enum { NAME_START = 1, NAME_PART = 2, PUNCTUATOR_PART = 4 };

static const uint8_t character[256] = { /* sixteen a row, from NUL on */
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 4, 3, 0, 4, 0, 0, 0, 0, 4, 0, 4, 4, 0,
	2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 0, 0, 4, 4, 4, 0,
	0, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3,
	3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 0, 0, 0, 0, 3,
	0, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3,
	3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 0, 4, 0, 0, 0
};

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_name_start(char c) { return character[(unsigned char)c] & NAME_START; }
static bool is_name_part(char c) { return character[(unsigned char)c] & NAME_PART; }

static size_t newline(const struct lexer *lx, const char *p)
{
	if (p < lx->end && *p == '\r')
		return p + 1 < lx->end && p[1] == '\n' ? 2 : 1;
	return p < lx->end && *p == '\n';
}

/* Length of a backslash and the line end behind it (gcc takes blanks between the two), or 0. */
static inline size_t splice(const struct lexer *lx, const char *p)
{
	const char *q = p + 1;

	if (p >= lx->end || *p != '\\')
		return 0;
	while (q < lx->end && (*q == ' ' || *q == '\t'))
		q++;
	return newline(lx, q) ? (size_t)(q - p) + newline(lx, q) : 0;
}

struct code_range { uint16_t first, last; };

/* C11 annex D, without the characters that cannot be seen: what may stand in a name beside ASCII (basic plane). */
static const struct code_range name_codes[] = {
	{ 0xa8, 0xa8 }, { 0xaa, 0xaa }, { 0xaf, 0xaf }, { 0xb2, 0xb5 }, { 0xb7, 0xba }, { 0xbc, 0xbe }, { 0xc0, 0xd6 }, { 0xd8, 0xf6 },
	{ 0xf8, 0x167f }, { 0x1681, 0x180d }, { 0x180f, 0x1fff }, { 0x203f, 0x2040 }, { 0x2054, 0x2054 }, { 0x2070, 0x218f },
	{ 0x2460, 0x24ff }, { 0x2776, 0x2793 }, { 0x2c00, 0x2dff }, { 0x2e80, 0x2fff }, { 0x3004, 0x3007 }, { 0x3021, 0x302f },
	{ 0x3031, 0xd7ff }, { 0xf900, 0xfd3d }, { 0xfd40, 0xfdcf }, { 0xfdf0, 0xfe44 }, { 0xfe47, 0xfefe }, { 0xff00, 0xfffd }
};

static size_t wide_name_code(const struct lexer *lx, const char *p)
{
	const unsigned char *u = (const unsigned char *)p;
	unsigned int width;
	bool plain;
	size_t n;
	uint32_t code;

	n = source_glyph(p, (size_t)(lx->end - p), 0, &width, &plain);
	if (!plain || n < 2)
		return 0;
	if (n == 4)
		return n;
	code = n == 2 ? (u[0] & 0x1fu) << 6 | (u[1] & 0x3fu) : (u[0] & 0xfu) << 12 | (u[1] & 0x3fu) << 6 | (u[2] & 0x3fu);
	for (size_t i = 0; i < sizeof name_codes / sizeof name_codes[0]; i++)
		if (code >= name_codes[i].first && code <= name_codes[i].last)
			return n;
	return 0;
}

/* Length of a character at p that is no ASCII and may stand in a name, or 0. */
static inline size_t wide_name_part(const struct lexer *lx, const char *p)
{
	return p >= lx->end || (unsigned char)*p < 0x80 ? 0 : wide_name_code(lx, p);
}

static uint32_t loc_of(const struct lexer *lx, const char *p)
{
	return lx->base + (uint32_t)(p - lx->begin);
}

/* ---- blanks and comments ---- */

static void block_comment(struct front *f, struct lexer *lx)
{
	const char *start = lx->p;
	uint32_t loc = loc_of(lx, start);

	for (lx->p += 2; lx->p < lx->end; lx->p++) {
		if (*lx->p == '*' && lx->p + 1 < lx->end && lx->p[1] == '/') {
			lx->p += 2;
			return;
		}
		if (*lx->p == '/' && lx->p + 1 < lx->end && lx->p[1] == '*' && !lx->quiet && !(lx->p + 2 < lx->end && lx->p[2] == '/'))
			report(f, M_COMMENT_IN_COMMENT, place_of(loc_of(lx, lx->p), loc_of(lx, lx->p) + 1))->no_caret = true;
	}
	report(f, M_UNTERMINATED_COMMENT, place_of(loc, loc + 1));
}

static void line_comment(struct front *f, struct lexer *lx)
{
	const char *start = lx->p;
	bool joined = false;

	while (lx->p < lx->end && !newline(lx, lx->p)) {
		size_t n = splice(lx, lx->p);

		joined |= n != 0;
		lx->p += n ? n : 1;
	}
	if (joined && !lx->quiet)
		report(f, M_MULTILINE_COMMENT, place_of(loc_of(lx, start), loc_of(lx, start) + 1));
}

/* Skips what stands before a token; returns flags for it. */
static unsigned int skip_blanks(struct front *f, struct lexer *lx)
{
	unsigned int flags = lx->line_start ? TOK_LINE_START : 0;

	while (lx->p < lx->end) {
		char c = *lx->p;
		size_t n;

		if (c > '/' && c != '\\')
			break;
		if (c == ' ' || c == '\t' || c == '\f' || c == '\v') {
			lx->p++;
		} else if ((n = newline(lx, lx->p)) != 0) {
			if (lx->in_directive)
				break;
			lx->p += n;
			flags |= TOK_LINE_START;
		} else if ((n = splice(lx, lx->p)) != 0) {
			lx->p += n;
		} else if (c == '/' && lx->p + 1 < lx->end && lx->p[1] == '*') {
			block_comment(f, lx);
		} else if (c == '/' && lx->p + 1 < lx->end && lx->p[1] == '/') {
			line_comment(f, lx);
		} else {
			break;
		}
		flags |= TOK_SPACE;
	}
	return flags;
}

void lex_skip_line(struct lexer *lx)
{
	while (lx->p < lx->end && !newline(lx, lx->p)) {
		size_t n = splice(lx, lx->p);

		lx->p += n ? n : 1;
	}
	lx->p += newline(lx, lx->p);
	lx->line_start = true;
}

/* ---- tokens ---- */

/* Does a name go on behind the joined line? */
static bool is_spliced_name(const struct lexer *lx)
{
	const char *p = lx->p + splice(lx, lx->p);

	return p < lx->end && is_name_part(*p);
}

static struct name *scan_spliced(struct front *f, struct lexer *lx, const char *start)
{
	size_t n = (size_t)(lx->p - start), size = (size_t)(lx->end - start) < 4096 ? (size_t)(lx->end - start) : 4096;
	char *text = front_node(f, size + 1);

	n = n < size ? n : size;
	memcpy(text, start, n);
	while (splice(lx, lx->p) && is_spliced_name(lx)) {
		lx->p += splice(lx, lx->p);
		for (; lx->p < lx->end && is_name_part(*lx->p); lx->p++)
			if (n < size)
				text[n++] = *lx->p;
	}
	return lex_name(f, text, n);
}

static void scan_name(struct front *f, struct lexer *lx, struct token *out)
{
	const char *start = lx->p;
	size_t n = 1;

	while (n && lx->p < lx->end) {
		while (lx->p < lx->end && is_name_part(*lx->p))
			lx->p++;
		n = wide_name_part(lx, lx->p);
		lx->p += n;
	}
	out->kind = T_NAME;
	if (splice(lx, lx->p) && is_spliced_name(lx))
		out->name = scan_spliced(f, lx, start);
	else
		out->name = lex_name(f, start, (size_t)(lx->p - start));
}

static void scan_number(struct lexer *lx, struct token *out)
{
	for (lx->p++; lx->p < lx->end; lx->p++) {
		char before = lx->p[-1];

		if ((*lx->p == '+' || *lx->p == '-') && (before == 'e' || before == 'E' || before == 'p' || before == 'P'))
			continue;
		if (!is_name_part(*lx->p) && *lx->p != '.')
			break;
	}
	out->kind = T_NUMBER;
}

/* A character or string literal; *lx->p is its quote. False: its end is missing; lx->p is then at the end of the line. */
static bool scan_quoted(struct lexer *lx, struct token *out)
{
	char quote = *lx->p++;

	out->kind = quote == '"' ? T_STRING : T_CHAR;
	while (lx->p < lx->end && *lx->p != quote && !newline(lx, lx->p)) {
		size_t n = splice(lx, lx->p);

		if (!n && *lx->p == '\\' && lx->p + 1 < lx->end && !newline(lx, lx->p + 1))
			n = 2;
		lx->p += n ? n : 1;
	}
	if (lx->p >= lx->end || *lx->p != quote)
		return false;
	lx->p++;
	return true;
}

/* Of the characters that are a punctuator by themselves. */
static const uint8_t alone[128] = {
	['['] = T_LBRACKET, [']'] = T_RBRACKET, ['('] = T_LPAREN, [')'] = T_RPAREN, ['{'] = T_LBRACE, ['}'] = T_RBRACE, ['.'] = T_DOT,
	['&'] = T_AND, ['*'] = T_STAR, ['+'] = T_PLUS, ['-'] = T_MINUS, ['~'] = T_TILDE, ['!'] = T_NOT, ['/'] = T_SLASH, ['%'] = T_PERCENT,
	['<'] = T_LT, ['>'] = T_GT, ['^'] = T_XOR, ['|'] = T_OR, ['?'] = T_QUESTION, [':'] = T_COLON, [';'] = T_SEMI, ['='] = T_ASSIGN,
	[','] = T_COMMA, ['#'] = T_HASH
};

/* A trigraph stands for itself in GNU C; gcc says so. [from, to): where it looks for one once it has read a token. */
static void warn_trigraphs(struct front *f, const struct lexer *lx, const char *from, const char *to)
{
	for (const char *p = from; p < to && p + 2 < lx->end; p++)
		if (p[0] == '?' && p[1] == '?' && p[2] && strchr("=/'()!<>-", p[2]))
			report(f, M_TRIGRAPH, place_of(loc_of(lx, p), loc_of(lx, p) + 1), p[2])->no_caret = true;
}

/* What may also be written with letters of a keyboard that lacks brackets: its kind and length. */
static unsigned int digraph(const struct lexer *lx, unsigned int *length)
{
	static const struct { char text[5]; uint8_t kind; } digraphs[] = {
		{ "%:%:", T_PASTE }, { "<:", T_LBRACKET }, { ":>", T_RBRACKET }, { "<%", T_LBRACE }, { "%>", T_RBRACE }, { "%:", T_HASH }
	};

	for (size_t i = 0; i < sizeof digraphs / sizeof digraphs[0]; i++) {
		*length = (unsigned int)strlen(digraphs[i].text);
		if ((size_t)(lx->end - lx->p) >= *length && !memcmp(lx->p, digraphs[i].text, *length))
			return digraphs[i].kind;
	}
	return T_EOF;
}

/* Those that can go on: the longest spelling counts, and the table has the longer ones first. */
static unsigned int longer_punctuator(const struct lexer *lx)
{
	size_t left = (size_t)(lx->end - lx->p);

	if (left < 2 || !(character[(unsigned char)lx->p[1]] & PUNCTUATOR_PART))
		return T_EOF;
	for (unsigned int kind = T_ELLIPSIS; kind < T_LBRACKET; kind++)
		if (spelling[kind][0] == *lx->p && strlen(spelling[kind]) <= left && !memcmp(spelling[kind], lx->p, strlen(spelling[kind])))
			return kind;
	return T_EOF;
}

static bool scan_punctuator(struct lexer *lx, struct token *out)
{
	unsigned char c = (unsigned char)*lx->p;
	unsigned int kind = c < 128 ? alone[c] : T_EOF, longer, length;

	if (kind == T_EOF)
		return false;
	if ((c == '<' || c == ':' || c == '%') && (longer = digraph(lx, &length)) != T_EOF) {
		lx->p += length;
		out->kind = (uint16_t)longer;
		return true;
	}
	longer = kind < T_DOT || kind == T_SEMI || kind == T_COMMA ? T_EOF : longer_punctuator(lx);
	kind = longer == T_EOF ? kind : longer;
	lx->p += longer == T_EOF ? 1 : strlen(spelling[kind]);
	out->kind = (uint16_t)kind;
	return true;
}

static void unterminated(struct front *f, struct lexer *lx, const char *start, char quote)
{
	uint32_t loc = loc_of(lx, start);

	report(f, M_MISSING_TERMINATOR_WARNING, place_of(loc, loc + 1), quote);
	/* in a directive it is no token, but may become one of the text */
	if (!lx->quiet && !lx->in_directive)
		report(f, M_MISSING_TERMINATOR, place_of(loc, loc_of(lx, lx->p)), quote);
}

/* A byte that no token begins with. */
void lex_stray(struct front *f, bool quiet, const char *p, uint32_t loc)
{
	unsigned char c = (unsigned char)*p;
	char text[8];

	if (quiet)
		return;
	if (c > ' ' && c < 0x7f)
		snprintf(text, sizeof text, "%c", c);
	else if (c == 0)
		snprintf(text, sizeof text, "\\x00");
	else
		snprintf(text, sizeof text, "\\%o", c);
	report(f, M_STRAY, place_of(loc, loc + 1), text);
}

static bool is_literal_prefix(const struct lexer *lx, size_t *length)
{
	size_t left = (size_t)(lx->end - lx->p);
	size_t n = left > 2 && lx->p[0] == 'u' && lx->p[1] == '8' ? 2 : lx->p[0] == 'L' || lx->p[0] == 'u' || lx->p[0] == 'U' ? 1 : 0;

	*length = n;
	return n && n < left && (lx->p[n] == '"' || (lx->p[n] == '\'' && n == 1));
}

/* Scans one token at lx->p. False: nothing the parser should see. */
static bool scan(struct front *f, struct lexer *lx, struct token *out)
{
	const char *start = lx->p;
	char c = *start;
	size_t prefix;

	if (is_literal_prefix(lx, &prefix)) {
		if (prefix == 1 && !lx->quiet)
			refuse(f, place_of(loc_of(lx, start), loc_of(lx, start) + 1), "wide characters and strings");
		lx->p += prefix;
		c = *lx->p;
	}
	if (c == '"' || c == '\'') {
		if (scan_quoted(lx, out)) {
			warn_trigraphs(f, lx, start, lx->p);
			return true;
		}
		unterminated(f, lx, start, c);
		out->kind = T_OTHER;
		return lx->in_directive;
	}
	if (is_name_start(c) || wide_name_part(lx, start)) {
		scan_name(f, lx, out);
		return true;
	}
	if (is_digit(c) || (c == '.' && start + 1 < lx->end && is_digit(start[1]))) {
		scan_number(lx, out);
		return true;
	}
	if (scan_punctuator(lx, out)) {
		if (c == '?')
			warn_trigraphs(f, lx, start, start + 1);
		return true;
	}
	if (lx->in_directive) {
		/* no token; it matters only where it comes to be read */
		lx->p++;
		out->kind = T_OTHER;
		return true;
	}
	lex_stray(f, lx->quiet, lx->p++, loc_of(lx, start));
	return false;
}

void lex_token(struct front *f, struct lexer *lx, struct token *out)
{
	unsigned int flags = 0;
	const char *start;

	*out = (struct token){ .kind = T_EOF };
	for (;;) {
		flags |= skip_blanks(f, lx);
		lx->line_start = false;
		start = lx->p;
		if (start >= lx->end || newline(lx, start)) {
			out->kind = T_EOF;
			break;
		}
		if (scan(f, lx, out))
			break;
		flags |= TOK_SPACE;
	}
	out->flags = (uint16_t)flags;
	out->loc = loc_of(lx, start);
	out->end = loc_of(lx, lx->p);
	out->text = start;
	out->length = (uint32_t)(lx->p - start);
}
