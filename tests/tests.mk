# SPDX-License-Identifier: GPL-3.0-or-later
#
# Builds the tests; tests/run.py runs them and counts. Each tests/{engine,shell,lang,view,learn,grade,quiz}/test_NAME.c is a cmocka program of its own,
# linked with the archives, so with everything but main.c.

UNIT_C = $(wildcard tests/engine/test_*.c tests/shell/test_*.c tests/lang/test_*.c tests/view/test_*.c tests/learn/test_*.c tests/grade/test_*.c tests/quiz/test_*.c)
UNITS = $(patsubst %.c,$(BUILD)/%,$(UNIT_C))

# gcc does not know that cmocka's assertions do not return
ifneq (,$(filter gcc,$(CC)))
$(addsuffix .o,$(UNITS)): CFLAGS += -Wno-maybe-uninitialized
endif

$(UNITS): $(BUILD)/%: $(BUILD)/%.o $(BUILD)/libshell.a $(BUILD)/libhighmem.a
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(READLINE) $(LDLIBS) -lcmocka

units: $(UNITS)

# The three builds that `make check` needs: as shipped, with the sanitizers, and by the other compiler
check-build: all units check-build-san check-build-clang
check-build-san:
	$(Q)$(MAKE) BUILD=$(BUILD)-san SAN=1 OPT='-O1 -g' all units $(BUILD)-san/hmsh-starved
check-build-clang:
	$(Q)$(MAKE) BUILD=$(BUILD)-clang CC=clang OPT=-O1 all

check:
	$(call install-missing,$(NEED_CHECK))
	$(Q)$(MAKE) -j$(JOBS) check-build
	$(Q)python3 tests/run.py --build $(BUILD) --jobs $(JOBS)

# Every case counts; with CASES=DIR only those of that folder
check-gcc:
	$(call install-missing,$(NEED_CHECK))
	$(Q)$(MAKE) -j$(JOBS) all
	$(Q)python3 tests/gcc/run.py --hmsh $(BUILD)/hmsh --jobs $(JOBS) $(CASES)
ifndef CASES
	$(Q)python3 tests/gcc/generated.py --hmsh $(BUILD)/hmsh --jobs $(JOBS) --count 600
endif

check-values: all
	$(Q)python3 tests/gcc/values.py --hmsh $(BUILD)/hmsh

check-lessons: all
	$(Q)python3 tests/lessons/run.py --hmsh $(BUILD)/hmsh

# SVG and HTML as Chromium lays them out and paints them
check-browser:
	$(call install-missing,$(NEED_BROWSER))
	$(Q)$(MAKE) -j$(JOBS) all
	$(Q)python3 tests/view/pictures.py --hmsh $(BUILD)/hmsh --browser
	$(Q)python3 tests/view/postcard.py --hmsh $(BUILD)/hmsh --browser

# The pictures of README.md; the script ends with the BUG that it shows, status 3
pictures: all
	$(Q)cd lessons/pictures && { $(abspath $(BUILD))/hmsh -b --no-rc --keep-going bug.hm >/dev/null 2>&1; [ $$? = 3 ]; }

# All that a seeded fault needs: the engine, the replay, and the engine's tests as objects
mutate-build: $(BUILD)/libhighmem.a $(BUILD)/oracle-replay $(addsuffix .o,$(filter $(BUILD)/tests/engine/%,$(UNITS)))

# Random programs with one planted mistake each: make planted SEEDS=1000
SEEDS ?= 400
planted: all
	$(Q)python3 tests/story/planted.py --hmsh $(BUILD)/hmsh --seeds $(SEEDS) --jobs $(JOBS)

mutate:
	$(call install-missing,$(NEED_CHECK))
	$(Q)python3 tests/fault/run.py --build $(BUILD)

bench:
	$(call install-missing,$(NEED_BENCH))
	$(Q)$(MAKE) -j$(JOBS) all
	$(Q)python3 tests/bench/run.py --build $(BUILD)

SECONDS_EACH ?= 60
fuzz:
	$(call install-missing,$(NEED_CHECK))
	$(Q)$(MAKE) -j$(JOBS) BUILD=$(BUILD)-fuzz CC=clang OPT='-O1 -g -fsanitize=fuzzer-no-link' SAN=1 $(BUILD)-fuzz/fuzz-language $(BUILD)-fuzz/fuzz-lesson
	$(Q)mkdir -p $(BUILD)-fuzz/corpus $(BUILD)-fuzz/corpus-lesson
	$(Q)$(BUILD)-fuzz/fuzz-language -max_total_time=$(SECONDS_EACH) -timeout=10 -rss_limit_mb=1024 -max_len=65536 \
		-dict=tests/fuzz/c.dict -artifact_prefix=$(BUILD)-fuzz/ $(BUILD)-fuzz/corpus tests/fuzz/seeds
	$(Q)$(BUILD)-fuzz/fuzz-lesson -max_total_time=$(SECONDS_EACH) -timeout=10 -rss_limit_mb=1024 -max_len=65536 \
		-dict=tests/fuzz/lesson.dict -artifact_prefix=$(BUILD)-fuzz/ $(BUILD)-fuzz/corpus-lesson lessons lessons/walkthroughs

$(BUILD)/fuzz-language $(BUILD)/fuzz-lesson: $(BUILD)/fuzz-%: $(BUILD)/tests/fuzz/fuzz_%.o $(BUILD)/libshell.a $(BUILD)/libhighmem.a
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(READLINE) $(LDLIBS)

# hmsh with an allocator that refuses: tests/starve/starve.c
WRAP = $(if $(SAN),malloc calloc realloc strdup) mmap
$(BUILD)/hmsh-starved: $(BUILD)/shell/main.o $(BUILD)/tests/starve/starve.o $(BUILD)/libshell.a $(BUILD)/libhighmem.a
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS) $(WRAP:%=-Wl,--wrap=%) -o $@ $^ $(READLINE) $(LDLIBS)

# Out of memory at each place that asks for some, under the sanitizers: make starve, make starve CASES='grade quiz'
starve:
	$(call install-missing,$(NEED_CHECK))
	$(Q)$(MAKE) -j$(JOBS) BUILD=$(BUILD)-san SAN=1 OPT='-O1 -g' $(BUILD)-san/hmsh-starved
	$(Q)python3 tests/starve/run.py --hmsh $(BUILD)-san/hmsh-starved --jobs $(JOBS) $(CASES)

coverage:
	$(call install-missing,$(NEED_COVERAGE))
	$(Q)$(MAKE) -j$(JOBS) BUILD=$(BUILD)-cov COV=1 OPT=-O0 all units
	$(Q)find $(BUILD)-cov -name '*.gcda' -delete
	$(Q)python3 tests/run.py --build $(BUILD)-cov --jobs 1 --only unit,oracle,story,lessons,json
	$(Q)gcovr -r . --object-directory $(BUILD)-cov --filter engine/ --filter shell/ --branches --print-summary
	$(Q)python3 tests/coverage/run.py --build $(BUILD)-cov

.PHONY: units check-build check-build-san check-build-clang check check-gcc check-values check-lessons planted check-browser pictures mutate mutate-build bench fuzz starve coverage
