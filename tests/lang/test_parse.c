/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From text to nodes: shapes of expressions and statements, hand-over in parts, syntax errors, what is left out, and the limits of depth. */
#include "front_session.h"

/* ---- shapes ---- */

/* The expression written with brackets around every operator, by node kinds. */
static void shape(const struct expr *e, char *out, size_t size)
{
	static const char *const words[] = {
		[EX_ADD] = "+", [EX_SUB] = "-", [EX_MUL] = "*", [EX_DIV] = "/", [EX_MOD] = "%", [EX_AND] = "&", [EX_OR] = "|", [EX_XOR] = "^",
		[EX_SHL] = "<<", [EX_SHR] = ">>", [EX_LT] = "<", [EX_GT] = ">", [EX_LE] = "<=", [EX_GE] = ">=", [EX_EQ] = "==", [EX_NE] = "!=",
		[EX_LOGAND] = "&&", [EX_LOGOR] = "||", [EX_COMMA] = ",", [EX_ASSIGN] = "=", [EX_ASSIGN_OP] = "op="
	};
	char a[512] = "", b[512] = "", c[512] = "";

	while (e->kind == EX_CAST && e->implicit)
		e = e->a;
	switch ((int)e->kind) {
	case EX_VAR:
		(void)snprintf(out, size, "%s", e->symbol->name);
		return;
	case EX_CONST:
		(void)snprintf(out, size, "%lld", (long long)e->value);
		return;
	case EX_NEG: case EX_BITNOT: case EX_LOGNOT: case EX_DEREF: case EX_ADDR: case EX_CAST:
		shape(e->a, a, sizeof(a));
		(void)snprintf(out, size, "%s%.500s", e->kind == EX_NEG ? "-" : e->kind == EX_BITNOT ? "~" : e->kind == EX_LOGNOT ? "!" :
			       e->kind == EX_DEREF ? "*" : e->kind == EX_ADDR ? "&" : "()", a);
		return;
	case EX_COND:
		shape(e->a, a, sizeof(a));
		if (e->b)
			shape(e->b, b, sizeof(b));
		shape(e->c, c, sizeof(c));
		(void)snprintf(out, size, "(%.160s?%.160s:%.160s)", a, b, c);
		return;
	default:
		assert_true(e->kind < sizeof(words) / sizeof(words[0]) && words[e->kind]);
		shape(e->a, a, sizeof(a));
		shape(e->b, b, sizeof(b));
		(void)snprintf(out, size, "(%.200s%s%.200s)", a, words[e->kind], b);
		return;
	}
}

static void assert_shape(const char *text, const char *expected)
{
	struct front_session s;
	char got[1024], statement[512];

	front_session_open(&s);
	(void)snprintf(statement, sizeof(statement), "int a, b, c, d, *p; %s;", text);
	assert_true(front_session_compile(&s, FRONT_SCRIPT, statement));
	for (const struct stmt *stmt = s.unit.body; stmt; stmt = stmt->next)
		if (stmt->kind == ST_EXPR)
			shape(stmt->expr, got, sizeof(got));
	assert_string_equal(got, expected);
	front_session_close(&s);
}

static void precedence(void **state)
{
	(void)state;
	assert_shape("a = b + c * d", "(a=(b+(c*d)))");
	assert_shape("a = b - c - d", "(a=((b-c)-d))");
	assert_shape("a = b = c", "(a=(b=c))");
	assert_shape("a = b << c + d", "(a=(b<<(c+d)))");
	assert_shape("a = b < c == d", "(a=((b<c)==d))");
	assert_shape("a = b & c == d", "(a=(b&(c==d)))");
	assert_shape("a = b | c ^ d & a", "(a=(b|(c^(d&a))))");
	assert_shape("a = b || c && d", "(a=(b||(c&&d)))");
	assert_shape("a = b ? c : d ? a : b", "(a=(b?c:(d?a:b)))");
	assert_shape("a = b ?: c", "(a=(b?:c))");
	assert_shape("a, b = c, d", "((a,(b=c)),d)");
	assert_shape("a = -b * !c", "(a=(-b*!c))");
	assert_shape("*p = ~a", "(*p=~a)");
	assert_shape("p = &a", "(p=&a)");
	assert_shape("a = (short)b", "(a=()b)");
	assert_shape("a += b * c", "(aop=(b*c))");
	assert_shape("a = p[2]", "(a=*(p+2))");
	assert_shape("a = 1 + 2 * 3", "(a=7)");
}

static void statements(void **state)
{
	struct front_session s;
	const struct stmt *st;

	(void)state;
	front_session_open(&s);
	assert_true(front_session_compile(&s, FRONT_SCRIPT,
		"int i = 1;\n"
		"if (i) i = 2; else if (i == 2) i = 3; else i = 4;\n"
		"while (i) i--;\n"
		"do i++; while (i < 3);\n"
		"for (int k = 0; k < 3; k++) { if (k) continue; break; }\n"
		"switch (i) { case 1 ... 3: i = 0; break; default: ; case 9: i = 1; }\n"
		"{ int n = i; n++; }\n"
		";\n"
		"return i;"));
	st = s.unit.body;
	assert_int_equal(st->kind, ST_DECL);
	assert_string_equal(st->symbol->name, "i");
	assert_int_equal(st->initializer->count, 1);
	st = st->next;
	assert_int_equal(st->kind, ST_IF);
	assert_int_equal(st->other->kind, ST_IF);
	assert_int_equal(st->other->other->kind, ST_EXPR);
	st = st->next;
	assert_int_equal(st->kind, ST_WHILE);
	st = st->next;
	assert_int_equal(st->kind, ST_DO);
	st = st->next;
	assert_int_equal(st->kind, ST_FOR);
	assert_int_equal(st->init->kind, ST_DECL);
	assert_non_null(st->step);
	st = st->next;
	assert_int_equal(st->kind, ST_SWITCH);
	assert_int_equal(st->other->kind, ST_CASE);
	assert_int_equal(st->other->low, 1);
	assert_int_equal(st->other->high, 3);
	assert_int_equal(st->other->next_case->kind, ST_DEFAULT);
	assert_int_equal(st->other->next_case->next_case->low, 9);
	assert_null(st->other->next_case->next_case->next_case);
	st = st->next;
	assert_int_equal(st->kind, ST_BLOCK);
	assert_false(st->body->symbol->top_level);
	st = st->next;
	assert_int_equal(st->kind, ST_EMPTY);
	st = st->next;
	assert_int_equal(st->kind, ST_RETURN);
	assert_null(st->next);
	assert_int_equal(s.unit.declared_count, 1);
	front_session_close(&s);
}

static void functions(void **state)
{
	struct front_session s;

	(void)state;
	front_session_open(&s);
	assert_true(front_session_compile(&s, FRONT_SCRIPT, "int twice(int);\nint twice(int x) { int *p = &x; return *p * 2; }\nint y = twice(4);"));
	assert_non_null(s.unit.functions);
	assert_string_equal(s.unit.functions->symbol->name, "twice");
	assert_int_equal(s.unit.functions->param_count, 1);
	assert_true(s.unit.functions->params[0]->address_taken);
	assert_int_equal(s.unit.functions->params[0]->storage, SC_PARAM);
	assert_true(front_find(s.front, "twice", 5)->defined);
	assert_ptr_equal(front_find(s.front, "twice", 5), s.unit.functions->symbol);
	front_session_close(&s);
}

struct taken { unsigned int parts, functions, statements, declared; };

static bool take(void *context, const struct unit *part)
{
	struct taken *t = context;

	t->parts++;
	t->declared += part->declared_count;
	for (const struct function *f = part->functions; f; f = f->next)
		t->functions++;
	for (const struct stmt *st = part->body; st; st = st->next)
		t->statements++;
	return true;
}

static void parts_are_handed_over(void **state)
{
	static const char text[] = "int f(int x) { return x; } int a = 1, b; a = f(2); while (b) b--;";
	struct front_session s;
	struct diag_list diags = { 0 };
	struct taken taken = { 0 };
	struct unit unit = { .take = take, .context = &taken };
	uint32_t loc;

	(void)state;
	front_session_open(&s);
	loc = source_add(s.map, "x.c", text, sizeof(text) - 1, 1, false);
	assert_true(front_compile(s.front, FRONT_SCRIPT, &s.options, loc, loc + sizeof(text) - 1, &diags, &unit));
	assert_int_equal(taken.parts, 4);
	assert_int_equal(taken.functions, 1);
	assert_int_equal(taken.statements, 4); /* two declarations, two statements */
	assert_int_equal(taken.declared, 2);
	assert_null(unit.body);
	diag_list_free(&diags);
	front_session_close(&s);
}

/* ---- syntax errors, in gcc's words and places ---- */

static void syntax_errors(void **state)
{
	(void)state;
	assert_says("int x = 1\nint y;", "2:1: error: expected ',' or ';' before 'int'\n");
	assert_says("int x; x = 1\nx = 2;", "1:13: error: expected ';' before 'x'\n");
	assert_says("int x = (1;", "1:11: error: expected ')' before ';' token\n1:12: error: expected ',' or ';' before '}' token\n");
	assert_says("int x = (\n1\n;", "2:2: error: expected ')' before ';' token\n1:9: note: to match this '('\n"
		    "3:2: error: expected ',' or ';' before '}' token\n");
	assert_says("int x = ;", "1:9: error: expected expression before ';' token\n");
	assert_says("int;", "1:1: warning: useless type name in empty declaration\n");
	assert_says("int 5;", "1:5: error: expected identifier or '(' before numeric constant\n");
	assert_says("foo bar;", "1:1: error: unknown type name 'foo'\n");
	assert_says("unsinged x;", "1:1: error: unknown type name 'unsinged'; did you mean 'unsigned'?\n");
	assert_says("page *p;", "1:1: error: unknown type name 'page'; use 'struct' keyword to refer to the type\n");
	assert_says("else ;", "1:1: error: 'else' without a previous 'if'\n");
	assert_says("do ; (1);", "1:6: error: expected 'while' before '(' token\n");
	assert_says("int a[3", "1:8: error: expected ']' before '}' token\n");
	/* nobody typed that brace: said once */
	assert_says("int x = 5", "1:10: error: expected ',' or ';' before '}' token\n");
	assert_says("int a; }", "1:8: error: expected identifier or '(' before '}' token\n");
	assert_says("void f(void) {", "1:15: error: expected declaration or statement at end of input\n");
	assert_says("break;", "1:1: error: break statement not within loop or switch\n");
	assert_says("while (1) { continue; } continue;", "1:25: error: continue statement not within a loop\n");
	assert_says("case 1: ;", "1:1: error: case label not within a switch statement\n");
	assert_says("struct s { int a } x;", "1:18: warning: no semicolon at end of struct or union\n");
}

static void left_out(void **state)
{
	static const struct { const char *text, *what; } cases[] = {
		{ "double d;", "float and double" }, { "float f;", "float and double" }, { "goto end;", "goto" }, { "end: ;", "labels" },
		{ "int n = 1; int a[n];", "variable length arrays" }, { "struct s { int a : 3; };", "bit-fields" },
		{ "#define F(a) a", "macros with parameters" }, { "asm(\"nop\");", "asm" }, { "typeof(int) x;", "typeof" },
		{ "int x = ({ 1; });", "statement expressions" }, { "int x = _Generic(1, int: 2);", "_Generic" },
		{ "int x __attribute__((unused));", "attributes" }, { "int f(a) int a; { return a; }", "old-style function definitions" },
		{ "_Complex int c;", "_Complex" }, { "int x = L'a';", "wide characters and strings" }
	};
	struct front_session s;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		front_session_open(&s);
		assert_false(front_session_compile(&s, FRONT_SCRIPT, cases[i].text));
		assert_int_equal(s.errors, 1);
		assert_non_null(strstr(s.said, cases[i].what));
		assert_non_null(strstr(s.said, "valid C that hmsh leaves out"));
		front_session_close(&s);
	}
}

/* ---- depth ---- */

/* `head`, n times `part`, `middle`, n times `close`, `tail`. */
static char *repeated(const char *head, const char *part, const char *middle, const char *close, const char *tail, size_t n)
{
	size_t a = strlen(part), b = strlen(close), size = strlen(head) + n * (a + b) + strlen(middle) + strlen(tail) + 1;
	char *text = malloc(size), *p = text;

	assert_non_null(text);
	p += sprintf(p, "%s", head);
	for (size_t i = 0; i < n; i++, p += a)
		memcpy(p, part, a);
	p += sprintf(p, "%s", middle);
	for (size_t i = 0; i < n; i++, p += b)
		memcpy(p, close, b);
	(void)sprintf(p, "%s", tail);
	return text;
}

static void nesting_has_a_limit(void **state)
{
	static const char *const deep[][5] = {
		{ "int x = ", "(", "1", ")", ";" }, { "int x = ", "- ", "1", "", ";" }, { "int x = ", "(int)", "1", "", ";" },
		{ "int *p; ", "*", "p", "", ";" }, { "int f(int); f(", "f(", "1", ")", ");" }, { "int a[2]; a[", "a[", "1", "]", "];" },
		{ "int x; ", "x=", "1", "", ";" }, { "int x = ", "1?", "1", ":1", ";" }, { "", "{", "", "}", "" },
		{ "", "if(1)", ";", "", "" }, { "", "for(;;)", ";", "", "" }, { "int ", "*", "p", "", ";" }, { "int a", "[1]", "", "", ";" },
		{ "int ", "(", "a", ")", ";" }, { "int a[] = ", "{", "1", "}", ";" }, { "int x = ", "sizeof ", "1", "", ";" },
		{ "#if ", "(", "1", ")", "\n#endif\n" }, { "", "struct {", "int a;", "} b;", "" }
	};
	struct front_session s;

	(void)state;
	for (size_t i = 0; i < sizeof(deep) / sizeof(deep[0]); i++) {
		char *text = repeated(deep[i][0], deep[i][1], deep[i][2], deep[i][3], deep[i][4], 50000);

		front_session_open(&s);
		assert_false(front_session_compile(&s, FRONT_SCRIPT, text));
		assert_non_null(strstr(s.said, "nesting level exceeded maximum of"));
		front_session_close(&s);
		free(text);
	}
}

static void chains_have_none(void **state)
{
	static const char *const chains[][5] = {
		{ "int x = 1; x = ", "x + ", "1", "", ";" }, { "int x = ", "1 + ", "1", "", ";" }, { "int x = 1; x = ", "x && ", "1", "", ";" },
		{ "struct s { struct s *n; } *p; p = p", "->n", "", "", ";" }, { "int x = 1; ", "if (x) x = 1; else ", "x = 2;", "", "" },
		{ "char *s = ", "\"a\" ", "", "", ";" }, { "switch (1) { ", "", "case 1: ;", "", " }" }
	};
	struct front_session s;

	(void)state;
	for (size_t i = 0; i < sizeof(chains) / sizeof(chains[0]); i++) {
		char *text = repeated(chains[i][0], chains[i][1], chains[i][2], chains[i][3], chains[i][4], 100000);

		front_session_open(&s);
		assert_true(front_session_compile(&s, FRONT_SCRIPT, text));
		front_session_close(&s);
		free(text);
	}
}

/* Every beginning of a text that has a bit of everything ends in a verdict. */
static void cut_anywhere(void **state)
{
	static const char text[] = "#define ONE 1\nstruct s { int a[ONE + 1]; enum e { A, B = 3 } b; } *p = 0, q = { .a[1] = 2 };\n"
				   "int f(struct s *s, char c, ...) { switch (s->b) { case A ... B: return (int)sizeof(struct s); default: ; }"
				   " for (int i = 0; i < 3 && c; i++, --c) { if (i) continue; else break; } return c ? 'x' : \"a\\n\"[0]; }\n"
				   "#if ONE == 1 && defined(ONE)\nint x = f(&q, 'a', (int[]){ 1, 2 }, p ? p : &q);\n#endif\ndo x <<= 1; while (x < 9);";
	struct front_session s;

	(void)state;
	front_session_open(&s);
	for (size_t n = 0; n < sizeof(text); n++) {
		s.options.prompt = n & 1;
		(void)front_session_compile_n(&s, FRONT_SCRIPT, text, n);
	}
	assert_true(s.good);
	front_session_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(precedence), cmocka_unit_test(statements), cmocka_unit_test(functions), cmocka_unit_test(parts_are_handed_over),
		cmocka_unit_test(syntax_errors), cmocka_unit_test(left_out), cmocka_unit_test(nesting_has_a_limit),
		cmocka_unit_test(chains_have_none), cmocka_unit_test(cut_anywhere)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
