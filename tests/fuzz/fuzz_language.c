/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libFuzzer target for the language: any bytes are compiled as one unit and, when nothing refuses them, run for a few thousand steps.
 * A finding is a crash, a sanitizer report, a leak, or an input that takes more than ten seconds. `make fuzz` builds and runs it.
 */
#include <stdint.h>
#include <stdlib.h>

#include "highmem/highmem.h"
#include "shell/lang/lang.h"

enum { STEPS = 5000 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ignore_out(void *context, const char *bytes, size_t n)
{
	(void)context;
	(void)bytes;
	(void)n;
}

static void ignore_note(void *context, enum diag_severity severity, const char *code, uint32_t loc, const char *text)
{
	(void)context;
	(void)severity;
	(void)code;
	(void)loc;
	(void)text;
}

static void run_unit(struct hm_machine *m, struct lang *lang, const struct lang_code *code)
{
	volatile int interrupt = 0;
	uint64_t steps = STEPS;
	uint16_t task;

	if (hm_task_prompt(m, 0, &task) != HM_OK || hm_select(m, task, 0) != HM_OK || lang_start(lang, task, code) != HM_OK)
		return;
	while (steps && lang_run(lang, 0, &steps, &interrupt) == LANG_STOPPED)
		;
}

static void fuzz_unit(struct hm_machine *m, struct source_map *map, struct lang *lang, const uint8_t *data, size_t size)
{
	static const struct diag_style style = { .columns = 80, .max_errors = 20 };
	struct diag_list diags = { 0 };
	struct lang_code code = { 0 };
	size_t length;
	char *text;
	uint32_t begin = source_add(map, "fuzz.c", (const char *)data, size, 1, false);

	if (!begin)
		return;
	if (lang_compile(lang, begin, begin + (uint32_t)size, &diags, &code))
		run_unit(m, lang, &code);
	if (diag_text(map, &diags, &style, &text, &length))
		free(text);
	diag_list_free(&diags);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct lang_host host = { .out = ignore_out, .note = ignore_note };
	struct source_map *map = source_map_new();
	struct hm_machine *m = NULL;
	struct lang *lang = NULL;
	struct hm_config config;
	char notes[256];

	hm_config_default(&config);
	config.ram = (uint64_t)1 << 30;
	if (map && hm_config_settle(&config, notes, sizeof notes) == HM_OK && hm_machine_open(&config, &m) == HM_OK
	    && lang_open(m, map, &host, &lang) == HM_OK)
		fuzz_unit(m, map, lang, data, size);
	if (lang)
		lang_close(lang);
	if (m)
		hm_machine_close(m);
	if (map)
		source_map_free(map);
	return 0;
}
