# SPDX-License-Identifier: GPL-3.0-or-later
# make            build/hmsh, build/libhighmem.a and build/oracle-replay
# make run        installs what is missing, builds, starts the shell
# make check      everything that `.ci/run` runs
# Variables: BUILD=dir  CC=gcc|clang  SAN=1 (ASan and UBSan)  COV=1 (gcov)  CHECK_STATE=1 (compare all of the state, not only marked blocks)
BUILD ?= build
CC = gcc
WARN = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wformat-security -Wswitch-enum -Wmissing-prototypes -Wstrict-prototypes -Werror
OPT ?= -O2 -g
CPPFLAGS += -Iinclude -I. -D_GNU_SOURCE
CFLAGS += -std=gnu11 $(WARN) $(OPT)
ifdef SAN
CFLAGS += -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
LDFLAGS += -fsanitize=address,undefined
endif
ifdef COV
CFLAGS += --coverage -O0
LDFLAGS += --coverage
endif
ifdef CHECK_STATE
CPPFLAGS += -DHM_CHECK_STATE
endif

ENGINE = $(wildcard engine/*.c)
SHELL_C = $(wildcard shell/*.c shell/*/*.c)
# main.c alone has main(): tests link everything else
LIB_C = $(filter-out shell/main.c,$(SHELL_C))
obj = $(patsubst %.c,$(BUILD)/%.o,$(1))

all: $(BUILD)/hmsh $(BUILD)/libhighmem.a $(BUILD)/oracle-replay

$(BUILD)/libhighmem.a: $(call obj,$(ENGINE))
	@rm -f $@; ar rcs $@ $^

$(BUILD)/hmsh: $(call obj,$(SHELL_C)) $(BUILD)/libhighmem.a
	$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/oracle-replay: $(call obj,$(wildcard tests/oracle/*.c)) $(BUILD)/libhighmem.a
	$(CC) $(LDFLAGS) -o $@ $^ -l:libjansson.a -lz

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

include tests/tests.mk

clean:
	rm -rf $(BUILD)

.PHONY: all clean
