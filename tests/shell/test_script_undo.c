/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * undo and redo inside a script: the machine goes back, but what was compiled stays known, as it stays for the compiler that judges the same
 * text. The state that checkpoints and redo stand at is the undone one, without these names.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "shell/session.h"

/* Ends a unit, makes no step. */
#define NEXT "checkpoint x\n"

/* Runs the script; what it printed must be `out`, what was said is nothing. */
static void expect(const char *script, const char *out)
{
	struct text printed = { 0 }, said = { 0 };
	struct hm_config config;
	char notes[512];
	struct session s;

	hm_config_default(&config);
	assert_int_equal(hm_config_settle(&config, notes, sizeof(notes)), HM_OK);
	assert_int_equal(session_open(&s, &config), HM_OK);
	s.out.capture = &printed;
	s.err.capture = &said;
	s.step_limit = 1000000;
	session_script(&s, "script", script, strlen(script), true);
	assert_string_equal(text_string(&said), "");
	assert_string_equal(text_string(&printed), out);
	assert_int_equal(s.status, STATUS_OK);
	session_close(&s);
	text_free(&printed);
	text_free(&said);
}

static void names_stay(void **state)
{
	(void)state;
	expect("int a = 1;\nundo\na = 2;\nprintf(\"%d\\n\", a);\n", "2\n");
	expect("struct s { int x; };\nint b = 0;\n" NEXT "b = 1;\nundo 2\nstruct s v = { 3 };\nprintf(\"%d %d\\n\", v.x, b);\n", "3 0\n");
}

static void functions_and_their_data_stay(void **state)
{
	(void)state;
	expect("int g(void) { static int k = 7; printf(\"hi\\n\"); return k++; }\nint x;\n" NEXT "x = g();\nundo\nx = g();\nprintf(\"%d\\n\", x);\n", "hi\nhi\n7\n");
}

static void redo_and_restore_still_lead_there(void **state)
{
	(void)state;
	expect("int a = 1;\n" NEXT "a = 2;\nundo\nredo\nprintf(\"%d\\n\", a);\n", "2\n");
	expect("int a = 1;\ncheckpoint one\nint b = 5;\na = b;\nrestore one\nb = 6;\nprintf(\"%d %d\\n\", a, b);\n", "1 6\n");
	expect("int a = 1;\n" NEXT "int b = 2;\n" NEXT "b = 3;\nundo\nundo\ncheckpoint here\na = 4;\nb = 8;\nrestore here\nprintf(\"%d %d\\n\", a, b);\n", "1 0\n");
}

static void new_code_behind_an_undo_is_undone(void **state)
{
	(void)state;
	expect("int a = 1;\n" NEXT "int b = 2;\nundo\nint c = 3;\n" NEXT "a = c;\nundo 2\nb = 7;\nc = 4;\nprintf(\"%d %d %d\\n\", a, b, c);\n", "1 7 4\n");
}

static void another_machine_in_between(void **state)
{
	(void)state;
	expect("int a = 1;\na++;\nreset\nint b = 1;\nb++;\nundo 2\na += 4;\nprintf(\"%d\\n\", a);\n", "6\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_stay), cmocka_unit_test(functions_and_their_data_stay), cmocka_unit_test(redo_and_restore_still_lead_there),
		cmocka_unit_test(new_code_behind_an_undo_is_undone), cmocka_unit_test(another_machine_in_between),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
