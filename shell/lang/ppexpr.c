/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Expressions of #if and #elif: 64-bit integers, signed or unsigned, every name that is no macro 0. Operators are applied in the order of
 * their precedence by one loop and its recursion on the right operand; nesting is bounded like the parser's.
 */
#include <string.h>

#include "shell/lang/pp.h"

struct pp_value {
	uint64_t v;
	bool is_unsigned, bad;
	struct place at;           /* the operator applied last: gcc's place for what it says of an operand */
};

struct pp_reader {
	struct front *f;
	struct token token;        /* the next one */
	const char *directive;
	uint32_t end;              /* of the line's last token */
	unsigned int skip;         /* in an operand that does not count: no division by zero */
};

static void next(struct pp_reader *r)
{
	r->end = r->token.end ? r->token.end : r->end;
	pp_token(r->f, &r->token);
}

static struct pp_value bad(void)
{
	return (struct pp_value){ .bad = true };
}

static struct pp_value fail(struct pp_reader *r, enum message id, const struct token *at, const char *text)
{
	report(r->f, id, place_token(at), text);
	return bad();
}

static const char *text_of(struct pp_reader *r, const struct token *token)
{
	return node_text(r->f, token->text, token->length > 200 ? 200 : token->length);
}

static struct pp_value expression(struct pp_reader *r, unsigned int least);

static struct pp_value defined(struct pp_reader *r)
{
	struct pp_value out = { 0 };
	bool paren;

	pp_raw(r->f, &r->token);
	paren = r->token.kind == T_LPAREN;
	if (paren)
		pp_raw(r->f, &r->token);
	if (r->token.kind != T_NAME)
		return fail(r, M_PP_DEFINED_NEEDS_NAME, &r->token, "");
	out.v = r->token.name->macro != NULL;
	if (paren) {
		pp_raw(r->f, &r->token);
		if (r->token.kind != T_RPAREN)
			return fail(r, M_PP_DEFINED_PAREN, &r->token, "");
	}
	next(r);
	return out;
}

static struct pp_value constant(struct pp_reader *r)
{
	struct token token = r->token;
	struct pp_value out = { 0 };

	if (token.kind == T_NUMBER && (memchr(token.text, '.', token.length) != NULL))
		return fail(r, M_PP_FLOATING, &token, "");
	if (!(token.kind == T_NUMBER ? lex_number(r->f, &token) : lex_char(r->f, &token)))
		return bad();
	out.v = token.value;
	out.is_unsigned = token.kind == T_NUMBER && (memchr(token.text, 'u', token.length) || memchr(token.text, 'U', token.length) ||
						     (int64_t)token.value < 0);
	next(r);
	return out;
}

static struct pp_value parenthesised(struct pp_reader *r)
{
	struct token open = r->token;
	struct pp_value out;

	next(r);
	if (r->token.kind == T_RPAREN)
		return fail(r, M_PP_EMPTY_PARENS, &r->token, "");
	nest(r->f, open.loc);
	out = expression(r, 0);
	unnest(r->f);
	if (out.bad)
		return out;
	if (r->token.kind != T_RPAREN)
		return fail(r, M_PP_MISSING_PAREN, &open, "");
	next(r);
	return out;
}

static const uint64_t SIGN = (uint64_t)1 << 63;

/* Where gcc has read to by then: the token behind the operand. */
static void say_overflow(struct pp_reader *r)
{
	if (!r->skip)
		report(r->f, M_PP_OVERFLOW, r->token.kind == T_EOF ? place_of(r->token.loc, r->token.loc + 1) : place_token(&r->token));
}

static struct pp_value unary(struct pp_reader *r)
{
	struct token op = r->token;
	struct pp_value a;

	next(r);
	if (r->token.kind == T_EOF)
		return fail(r, M_PP_NO_RIGHT_OPERAND, &r->token, lex_spelling(op.kind));
	nest(r->f, op.loc);
	a = expression(r, 100);
	unnest(r->f);
	if (op.kind == T_MINUS) {
		if (!a.is_unsigned && a.v == SIGN)
			say_overflow(r);
		a.v = -a.v;
	} else if (op.kind == T_TILDE) {
		a.v = ~a.v;
	} else if (op.kind == T_NOT) {
		a = (struct pp_value){ .v = !a.v, .bad = a.bad };
	}
	a.at = place_token(&op);
	return a;
}

static struct pp_value primary(struct pp_reader *r)
{
	unsigned int kind = r->token.kind;

	if (kind == T_PLUS || kind == T_MINUS || kind == T_TILDE || kind == T_NOT)
		return unary(r);
	if (kind == T_LPAREN)
		return parenthesised(r);
	if (kind == T_NUMBER || kind == T_CHAR)
		return constant(r);
	if (kind == T_NAME && !strcmp(r->token.name->text, "defined"))
		return defined(r);
	if (kind == T_NAME || kind == T_KEYWORD) {
		next(r);
		return (struct pp_value){ 0 };
	}
	if (kind == T_EOF)
		return fail(r, M_PP_NO_EXPRESSION, &r->token, r->directive);
	return fail(r, lex_spelling(kind) && kind != T_HASH && kind != T_ASSIGN && kind != T_LBRACE && kind != T_RBRACE && kind != T_SEMI ?
		    M_PP_NO_LEFT_OPERAND : M_PP_INVALID_TOKEN, &r->token, text_of(r, &r->token));
}

static const struct { uint8_t kind, level; } levels[] = {
	{ T_COMMA, 1 }, { T_QUESTION, 2 }, { T_LOGOR, 3 }, { T_LOGAND, 4 }, { T_OR, 5 }, { T_XOR, 6 }, { T_AND, 7 }, { T_EQ, 8 },
	{ T_NE, 8 }, { T_LT, 9 }, { T_GT, 9 }, { T_LE, 9 }, { T_GE, 9 }, { T_SHL, 10 }, { T_SHR, 10 }, { T_PLUS, 11 }, { T_MINUS, 11 },
	{ T_STAR, 12 }, { T_SLASH, 12 }, { T_PERCENT, 12 }
};

static unsigned int level_of(unsigned int kind)
{
	for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++)
		if (levels[i].kind == kind)
			return levels[i].level;
	return 0;
}

/* A negative count shifts the other way. */
static uint64_t shift(uint64_t v, bool is_unsigned, struct pp_value count, bool left)
{
	uint64_t by = count.v;

	if (!count.is_unsigned && (int64_t)by < 0) {
		by = -by;
		left = !left;
	}
	if (!is_unsigned && (int64_t)v < 0 && !left)
		return by > 63 ? UINT64_MAX : ~(~v >> by);
	if (by > 63)
		return 0;
	return left ? v << by : v >> by;
}

static struct pp_value divide(struct pp_reader *r, const struct token *op, struct pp_value a, struct pp_value b, bool u)
{
	struct pp_value out = { .is_unsigned = u };

	if (!b.v)
		return r->skip ? out : fail(r, M_PP_DIVISION, op, "");
	if (u)
		out.v = op->kind == T_SLASH ? a.v / b.v : a.v % b.v;
	else if (b.v == UINT64_MAX)
		out.v = op->kind == T_SLASH ? -a.v : 0;
	else
		out.v = (uint64_t)(op->kind == T_SLASH ? (int64_t)a.v / (int64_t)b.v : (int64_t)a.v % (int64_t)b.v);
	return out;
}

static uint64_t compare(unsigned int kind, uint64_t a, uint64_t b, bool u)
{
	bool less = u ? a < b : (int64_t)a < (int64_t)b;

	switch (kind) {
	case T_EQ: return a == b;
	case T_NE: return a != b;
	case T_LT: return less;
	case T_GE: return !less;
	case T_GT: return !less && a != b;
	default: return less || a == b;
	}
}

static bool overflows(unsigned int kind, struct pp_value a, struct pp_value b)
{
	int64_t x = (int64_t)a.v, y = (int64_t)b.v, result;

	switch (kind) {
	case T_PLUS: return __builtin_add_overflow(x, y, &result);
	case T_MINUS: return __builtin_sub_overflow(x, y, &result);
	case T_STAR: return __builtin_mul_overflow(x, y, &result);
	case T_SLASH: return a.v == SIGN && y == -1;
	case T_SHL: return y >= 0 && (y > 63 ? x != 0 : (int64_t)(a.v << y) >> y != x);
	case T_SHR: return y < 0 && (y < -63 ? x != 0 : (int64_t)(a.v << -y) >> -y != x);
	default: return false;
	}
}

/* An operand that was negative and is unsigned now, as the other one is. */
static void warn_promotion(struct pp_reader *r, const struct token *op, struct pp_value a, struct pp_value b)
{
	static const uint8_t silent[] = { T_LOGOR, T_LOGAND, T_EQ, T_NE, T_SHL, T_SHR, T_COMMA };
	const struct pp_value *turned = a.is_unsigned ? &b : &a;

	if (a.is_unsigned == b.is_unsigned || (int64_t)turned->v >= 0 || !turned->at.loc || memchr(silent, (int)op->kind, sizeof silent))
		return;
	report(r->f, M_PP_PROMOTED, turned->at, turned == &a ? "left" : "right", lex_spelling(op->kind));
}

static struct pp_value apply(struct pp_reader *r, const struct token *op, struct pp_value a, struct pp_value b)
{
	bool u = a.is_unsigned || b.is_unsigned;
	struct pp_value out = { .is_unsigned = u };

	warn_promotion(r, op, a, b);
	if (op->kind == T_SHL || op->kind == T_SHR ? !a.is_unsigned : !u)
		if (overflows(op->kind, a, b))
			say_overflow(r);
	switch (op->kind) {
	case T_COMMA: return b;
	case T_LOGOR: return (struct pp_value){ .v = a.v || b.v };
	case T_LOGAND: return (struct pp_value){ .v = a.v && b.v };
	case T_OR: out.v = a.v | b.v; return out;
	case T_XOR: out.v = a.v ^ b.v; return out;
	case T_AND: out.v = a.v & b.v; return out;
	case T_PLUS: out.v = a.v + b.v; return out;
	case T_MINUS: out.v = a.v - b.v; return out;
	case T_STAR: out.v = a.v * b.v; return out;
	case T_SHL:
	case T_SHR:
		out.is_unsigned = a.is_unsigned;
		out.v = shift(a.v, a.is_unsigned, b, op->kind == T_SHL);
		return out;
	case T_SLASH:
	case T_PERCENT:
		return divide(r, op, a, b, u);
	default:
		return (struct pp_value){ .v = compare(op->kind, a.v, b.v, u) };
	}
}

static struct pp_value choose(struct pp_reader *r, struct pp_value c)
{
	struct pp_value a, b;
	struct token colon;

	r->skip += !c.v;
	a = expression(r, 0);
	r->skip -= !c.v;
	if (a.bad)
		return a;
	if (r->token.kind != T_COLON)
		return fail(r, M_PP_NO_COLON, &r->token, "");
	colon = r->token;
	next(r);
	r->skip += c.v != 0;
	b = expression(r, 2);
	r->skip -= c.v != 0;
	if (b.bad)
		return b;
	warn_promotion(r, &colon, a, b);
	return (struct pp_value){ .v = c.v ? a.v : b.v, .is_unsigned = a.is_unsigned || b.is_unsigned };
}

static struct pp_value right_of(struct pp_reader *r, const struct token *op, struct pp_value a, unsigned int level)
{
	bool skip = (op->kind == T_LOGOR && a.v) || (op->kind == T_LOGAND && !a.v);
	struct pp_value b;

	nest(r->f, op->loc);
	if (op->kind == T_QUESTION) {
		b = choose(r, a);
	} else {
		r->skip += skip;
		b = expression(r, level + 1);
		r->skip -= skip;
		if (!b.bad)
			b = apply(r, op, a, b);
		b.at = place_token(op);
	}
	unnest(r->f);
	return b;
}

static struct pp_value expression(struct pp_reader *r, unsigned int least)
{
	struct pp_value a = primary(r);

	while (!a.bad) {
		struct token op = r->token;
		unsigned int level = level_of(op.kind);

		if (!level || level < least)
			return a;
		next(r);
		if (r->token.kind == T_EOF)
			return fail(r, M_PP_NO_RIGHT_OPERAND, &r->token, lex_spelling(op.kind));
		a = right_of(r, &op, a, level);
	}
	return a;
}

bool pp_condition(struct front *f, const struct token *directive)
{
	struct pp_reader r = { .f = f, .directive = directive->name->text };
	struct pp_value value;

	r.end = directive->end;
	next(&r);
	if (r.token.kind == T_EOF) {
		report(f, M_PP_NO_EXPRESSION, place_of(r.token.loc, r.token.loc + 1), r.directive);
		return false;
	}
	value = expression(&r, 0);
	if (value.bad)
		return false;
	if (r.token.kind == T_RPAREN) {
		report(f, M_PP_MISSING_OPEN, place_token(&r.token));
		return false;
	}
	if (r.token.kind != T_EOF) {
		report(f, r.token.kind == T_OTHER || r.token.kind == T_ASSIGN ? M_PP_INVALID_TOKEN : M_PP_MISSING_OPERATOR, place_token(&r.token), text_of(&r, &r.token));
		return false;
	}
	return value.v != 0;
}
