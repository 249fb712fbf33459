/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contents of frames: zeroes before the first write, kept ever after, made lazily, and nothing where there is no RAM. */
#include "tests/engine/boot.h"

#include "engine/frame.h"

static void untouched_frames_read_as_zeroes(void **unused)
{
	struct hm_machine *m = booted("ram=1G");
	uint8_t bytes[4096];

	(void)unused;
	memset(bytes, 1, sizeof(bytes));
	assert_true(hm_peek_frame(m, 0x38000, 0, bytes, sizeof(bytes)));
	for (size_t i = 0; i < sizeof(bytes); i++)
		assert_int_equal(bytes[i], 0);
	assert_int_equal(frame_find(m, 0x38000), NO_SLOT);
	hm_machine_close(m);
}

static void what_is_written_stays(void **unused)
{
	struct hm_machine *m = booted("ram=64G pae=on");
	uint32_t word;

	(void)unused;
	for (uint32_t i = 0; i < 3000; i++) {
		word = i * 7;
		assert_int_equal(frame_write(m, 0x38000 + i * 4999, i & 0xffc, &word, sizeof(word)), HM_OK);
	}
	for (uint32_t i = 0; i < 3000; i++) {
		assert_int_equal(frame_read(m, 0x38000 + i * 4999, i & 0xffc, &word, sizeof(word)), HM_OK);
		assert_int_equal(word, i * 7);
		assert_int_equal(frame_read(m, 0x38001 + i * 4999, i & 0xffc, &word, sizeof(word)), HM_OK);
		assert_int_equal(word, 0);
	}
	hm_machine_close(m);
}

static void no_ram_reads_as_ones_and_drops_stores(void **unused)
{
	struct hm_machine *m = booted("ram=1G");
	uint32_t word = 5, slot;

	(void)unused;
	assert_int_equal(frame_write(m, 0x40000, 0, &word, sizeof(word)), HM_OK);
	assert_int_equal(frame_read(m, 0x40000, 0, &word, sizeof(word)), HM_OK);
	assert_int_equal(word, 0xffffffff);
	assert_int_equal(frame_slot(m, 0x40000, &slot), HM_REFUSED);
	assert_false(hm_peek_frame(m, 0x40000, 0, &word, sizeof(word)));
	hm_machine_close(m);
}

static void user_frames_are_one_window(void **unused)
{
	struct hm_machine *m = booted("ram=1G");
	struct hm_window w = hm_user_window(m);
	uint8_t byte;

	(void)unused;
	assert_int_equal(w.size, 4 << 20);
	w.base[5 * 4096 + 3] = 77;
	hm_window_mark(&w, 5 * 4096 + 3, 1);
	assert_true(hm_peek_frame(m, 0xc05, 3, &byte, 1));
	assert_int_equal(byte, 77);
	assert_true(hm_peek(m, 0xc0c05003, &byte, 1));
	assert_int_equal(byte, 77);
	store(m, 0xc0fffffc, 4, 0x12345678);
	assert_int_equal(hm_user_window(m).base[(4 << 20) - 1], 0x12);
	hm_machine_close(m);
}

static void the_window_survives_growth(void **unused)
{
	struct hm_machine *m = booted("ram=2G");
	struct hm_window w = hm_user_window(m);

	(void)unused;
	w.base[9] = 9;
	hm_window_mark(&w, 9, 1);
	for (uint32_t i = 0; i < 5000; i++)
		assert_int_equal(frame_write(m, 0x40000 + i, 0, &i, sizeof(i)), HM_OK);
	assert_int_equal(hm_user_window(m).base[9], 9);
	assert_int_equal(frame_word(m, 0x40000 + 4999), 4999);
	hm_machine_close(m);
}

static int allowed;

static bool fail_later(void)
{
	return allowed-- <= 0;
}

static void no_host_memory_is_said(void **unused)
{
	struct hm_machine *m = booted("ram=4G");
	uint32_t i = 0;
	enum hm_verdict v;

	(void)unused;
	allowed = 0;
	region_fail_hook = fail_later;
	do
		v = frame_write(m, 0x40000 + i, 0, &i, sizeof(i));
	while (v == HM_OK && ++i < 100000);
	region_fail_hook = NULL;
	assert_int_equal(v, HM_NOMEM);
	assert_int_equal(frame_word(m, 0x40000 + i), 0);
	assert_int_equal(frame_word(m, 0x40000 + i - 1), i - 1);
	assert_int_equal(frame_write(m, 0x40000 + i, 0, &i, sizeof(i)), HM_OK);
	assert_int_equal(frame_word(m, 0x40000 + i), i);
	hm_machine_close(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(untouched_frames_read_as_zeroes),
		cmocka_unit_test(what_is_written_stays),
		cmocka_unit_test(no_ram_reads_as_ones_and_drops_stores),
		cmocka_unit_test(user_frames_are_one_window),
		cmocka_unit_test(the_window_survives_growth),
		cmocka_unit_test(no_host_memory_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
