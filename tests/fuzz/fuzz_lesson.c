/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libFuzzer target for what authors write: any bytes are read as a lesson, whose form is checked, and as a course. Nothing in them is run; that is fuzz_language.c's.
 * A finding is a crash, a sanitizer report, a leak, an input that takes more than ten seconds, or one of which lesson_bytes.h says that it is not read
 * as every text must be. `make fuzz` builds and runs it; tests/learn/test_mutated.c is its short form.
 */
#include <stdint.h>
#include <stdlib.h>

#include "tests/fuzz/lesson_bytes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	if (!text)
		return 0;
	if (size)
		memcpy(text, data, size);
	text[size] = '\0';
	if (lesson_from_bytes(text, size) || course_from_bytes(text, size))
		__builtin_trap();
	free(text);
	return 0;
}
