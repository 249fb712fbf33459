/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values, types, variables and completion as the prompt shows them; the wording is gdb's. */
#include "session.h"

static void shows(struct session *s, const char *text, const char *expected)
{
	const char *value = session_value(s, text);

	if (!value)
		fail_msg("no value: %s", text);
	assert_string_equal(value, expected);
}

static void scalars(void **state)
{
	struct session s;

	(void)state;
	session_open(&s);
	shows(&s, "1 + 2;", "3");
	shows(&s, "-1;", "-1");
	shows(&s, "4294967295u;", "4294967295");
	shows(&s, "(char)65;", "65 'A'");
	shows(&s, "(char)10;", "10 '\\n'");
	shows(&s, "(_Bool)5;", "true");
	shows(&s, "1ll << 40;", "1099511627776");
	shows(&s, "(enum km_type)KM_USER0;", "KM_USER0");
	shows(&s, "KM_USER0;", "KM_USER0");
	shows(&s, "(enum km_type)77;", "77");
	assert_null(session_value(&s, "int unused;"));
	assert_null(session_value(&s, "(void)1;"));
	session_close(&s);
}

static void pointers(void **state)
{
	struct session s;

	(void)state;
	session_open(&s);
	shows(&s, "struct page *p = alloc_page(GFP_HIGHUSER); p;", "(struct page *) 0xc1700000");
	shows(&s, "char *v = kmap_atomic(p, KM_USER0); v[0] = 65; v;", "(char *) 0xfffed000 \"A\"");
	shows(&s, "(void *)v;", "(void *) 0xfffed000");
	shows(&s, "(char *)0;", "(char *) 0x0");
	shows(&s, "int f(int a) { return a; } int (*fp)(int) = f; fp;", "(int (*)(int)) 0xc0c00010 <f>");
	shows(&s, "(char *)0xf8000000;", "(char *) 0xf8000000 <error: Cannot access memory at address 0xf8000000>");
	session_close(&s);
}

static void aggregates(void **state)
{
	struct session s;

	(void)state;
	session_open(&s);
	shows(&s, "struct s { int i; char c; unsigned long flags; struct { short a[2]; } in; char *t; } v = { 1, 'x', 32, { { 3, 4 } }, \"hi\" }; v;",
	      "{i = 1, c = 120 'x', flags = 0x20, in = {a = {3, 4}}, t = 0xc0c10014 \"hi\"}");
	shows(&s, "char name[8] = \"abc\"; name;", "\"abc\\000\\000\\000\\000\"");
	shows(&s, "int a[4] = { 1, 2, 3 }; a;", "{1, 2, 3, 0}");
	shows(&s, "int z[20]; z;", "{0 <repeats 20 times>}");
	shows(&s, "short m[2][3] = { { 1, 2, 3 }, { 4, 5, 6 } }; m;", "{{1, 2, 3}, {4, 5, 6}}");
	shows(&s, "char buffer[40] = \"x\"; buffer;", "\"x\", '\\000' <repeats 38 times>");
	shows(&s, "struct s make(int n) { struct s r = { n }; return r; } make(7);", "{i = 7, c = 0 '\\000', flags = 0x0, in = {a = {0, 0}}, t = 0x0}");
	session_close(&s);
}

static void history(void **state)
{
	struct session s;

	(void)state;
	session_open(&s);
	shows(&s, "40;", "40");
	shows(&s, "$ + 2;", "42");
	shows(&s, "$$ + $ + $1;", "122");
	shows(&s, "struct pt { int x, y; } q = { 1, 2 }; q;", "{x = 1, y = 2}");
	shows(&s, "q.x = 9; $4.x;", "1");
	session_close(&s);
}

static void looking_changes_nothing(void **state)
{
	struct session s;
	uint64_t hash, value;
	char type[64];
	static const char text[] = "*v + arr[1]", wrong[] = "*(char *)1";
	struct diag_list list = { 0 };
	uint32_t at;

	(void)state;
	session_open(&s);
	assert_int_equal(session_run(&s, "char *v = kmap_atomic(alloc_page(GFP_HIGHUSER), KM_USER0); *v = 5; int arr[2] = { 1, 2 };"), LANG_DONE);
	hash = hm_state_hash(s.m);
	at = source_scratch(s.map, "look", text, strlen(text), 1);
	assert_true(lang_look_integer(s.lang, at, at + (uint32_t)strlen(text), &list, &value, type, sizeof(type)));
	assert_int_equal(value, 7);
	assert_string_equal(type, "int");
	at = source_scratch(s.map, "look", wrong, strlen(wrong), 1);
	assert_false(lang_look_integer(s.lang, at, at + (uint32_t)strlen(wrong), &list, &value, type, sizeof(type)));
	session_messages(&s, &list);
	assert_non_null(strstr(s.messages, "Cannot access memory at address 0x1"));
	assert_int_equal(hm_state_hash(s.m), hash);
	session_close(&s);
}

static void type_is(struct session *s, const char *text, bool expand, const char *expected)
{
	struct diag_list list = { 0 };
	uint32_t at = source_scratch(s->map, "look", text, strlen(text), 1);
	char out[1024];

	if (!lang_show_type(s->lang, at, at + (uint32_t)strlen(text), expand, &list, out, sizeof(out))) {
		session_messages(s, &list);
		fail_msg("%s", s->messages);
	}
	assert_string_equal(out, expected);
	diag_list_free(&list);
}

static void types(void **state)
{
	struct session s;

	(void)state;
	session_open(&s);
	assert_int_equal(session_run(&s, "struct node { int v[3]; struct node *next; int (*f)(int); } n, *np; unsigned long ul; enum e { A, B = 4 } e;"), LANG_DONE);
	type_is(&s, "ul", false, "long unsigned int");
	type_is(&s, "np", false, "struct node *");
	type_is(&s, "&n.v", false, "int (*)[3]");
	type_is(&s, "np", true, "struct node {\n    int v[3];\n    struct node *next;\n    int (*f)(int);\n} *");
	type_is(&s, "e", true, "enum e {A = 0, B = 4}");
	type_is(&s, "struct page *", false, "struct page *");
	session_close(&s);
}

static void locals(void **state)
{
	struct session s;
	char text[1024];

	(void)state;
	session_open(&s);
	assert_int_equal(session_run(&s, "int top = 3; int f(int a) { char *c = 0; int m[2] = { a, 5 }; { int inner = 9; a += inner; } return *c + m[1]; } f(4);"),
			 LANG_DIED);
	assert_int_equal(lang_show_locals(s.lang, s.task, NULL, 0), lang_show_locals(s.lang, s.task, text, sizeof(text)));
	assert_string_equal(text, "a = 13\nc = (char *) 0x0\nm = {4, 5}\ntop = 3\n");
	session_close(&s);
}

static bool offers(struct session *s, const char *line, const char *prefix, const char *name)
{
	const char *found;

	for (unsigned int i = 0; (found = lang_complete(s->lang, line, strlen(line), prefix, i)); i++)
		if (!strcmp(found, name))
			return true;
	return false;
}

static void completion_knows_types(void **state)
{
	struct session s;
	unsigned int argument;

	(void)state;
	session_open(&s);
	assert_int_equal(session_run(&s, "struct page *page; char *vaddr; int number;"), LANG_DONE);
	assert_true(offers(&s, "kma", "kma", "kmap_atomic"));
	assert_true(offers(&s, "whi", "whi", "while"));
	assert_true(offers(&s, "kmap_atomic(", "", "page"));
	assert_false(offers(&s, "kmap_atomic(", "", "vaddr"));
	assert_false(offers(&s, "kmap_atomic(", "", "number"));
	assert_true(offers(&s, "kmap_atomic(page, KM_U", "KM_U", "KM_USER0"));
	assert_false(offers(&s, "kmap_atomic(page, ", "", "vaddr"));
	assert_true(offers(&s, "kunmap_atomic(", "", "vaddr"));
	assert_true(offers(&s, "kunmap_atomic(", "", "page"));
	assert_string_equal(lang_prototype_at(s.lang, "kunmap_atomic(vaddr, ", 21, &argument), "void kunmap_atomic(void *kvaddr, enum km_type type)");
	assert_int_equal(argument, 1);
	assert_null(lang_prototype_at(s.lang, "number = 1", 10, &argument));
	session_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scalars),
		cmocka_unit_test(pointers),
		cmocka_unit_test(aggregates),
		cmocka_unit_test(history),
		cmocka_unit_test(looking_changes_nothing),
		cmocka_unit_test(types),
		cmocka_unit_test(locals),
		cmocka_unit_test(completion_knows_types),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
