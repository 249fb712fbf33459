# SPDX-License-Identifier: GPL-3.0-or-later
#
# make                  build/hmsh, build/libhighmem.a and build/oracle-replay
# make run              installs what is missing, builds, starts the shell
# make check            installs what is missing, builds, runs every test; ends with "N passed, N failed"
# make check-gcc        compares hmsh's diagnostics with gcc's; CASES=DIR for other cases
# make check-browser    compares exported SVG and HTML with what Chromium shows
# make pictures         draws the pictures of README.md anew
# make bench            measures; prints figure and goal
# make mutate           plants faults in the engine and sees that a test fails for each
# make starve           out of memory at each place that asks for some; CASES='grade quiz'
# make fuzz             hostile input by libFuzzer; SECONDS_EACH=60
# make coverage         lines and branches that the unit tests reach
# make install          to DESTDIR and PREFIX (/usr/local)
# make deps             installs the Debian packages that are missing
#
# Variables: BUILD=dir  CC=gcc|clang  SAN=1 (ASan and UBSan)  COV=1 (gcov)  CHECK_STATE=1 (compare all of the state, not
# only marked blocks)  V=1 (show the commands)
BUILD ?= build
PREFIX ?= /usr/local
VERSION = 0.1
CC = gcc
WARN = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wformat-security -Wswitch-enum -Wmissing-prototypes \
       -Wstrict-prototypes -Werror
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
ifndef V
Q = @
MAKEFLAGS += --no-print-directory
endif
say = $(if $(Q),@echo "  $(1)	$(2)",)

ENGINE = $(wildcard engine/*.c)
SHELL_C = $(wildcard shell/*.c shell/*/*.c)
# main.c alone has main(): tests link everything else
LIB_C = $(filter-out shell/main.c,$(SHELL_C))
HEADERS = $(wildcard include/highmem/*.h)
obj = $(patsubst %.c,$(BUILD)/%.o,$(1))

# Archives, so that a batch run starts without loading and relocating what only a prompt needs
READLINE = -l:libreadline.a -l:libncursesw.a -l:libtinfo.a
JOBS := $(shell nproc 2>/dev/null || echo 2)

all: $(BUILD)/hmsh $(BUILD)/libhighmem.a $(BUILD)/oracle-replay $(BUILD)/hmsh.1

# What is called for each access and each event is short, and called from few places
$(call obj,$(ENGINE)): OPT += -O3
$(BUILD)/libhighmem.a: $(call obj,$(ENGINE))
# Each instruction of the VM ends in a jump of its own, and stores to what was stored apart
$(call obj,shell/lang/vm.c): OPT += -fno-tree-slp-vectorize $(if $(filter gcc,$(CC)),-fno-gcse)
# The shell's tables are full of addresses; in a program with a fixed place they need no work at each start. The library goes into programs of any kind
$(call obj,$(SHELL_C)): CFLAGS += -fno-pie
LDFLAGS += -no-pie
$(BUILD)/libshell.a: $(call obj,$(LIB_C))

$(BUILD)/%.a:
	$(call say,AR,$@)
	$(Q)rm -f $@; ar rcs $@ $^

$(BUILD)/hmsh: $(BUILD)/shell/main.o $(BUILD)/libshell.a $(BUILD)/libhighmem.a
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(READLINE) $(LDLIBS)

# The language's manual has one text: what `help` shows
$(BUILD)/hmsh.1: shell/term/hmsh.1.in shell/term/man.awk $(BUILD)/hmsh
	$(call say,MAN,$@)
	$(Q)$(BUILD)/hmsh -b --no-rc -c 'help manual' > $@.text
	$(Q)awk -f shell/term/man.awk $@.text > $@.language
	$(Q)sed -e '/^@LANGUAGE@$$/{r $@.language' -e 'd}' shell/term/hmsh.1.in > $@

$(BUILD)/oracle-replay: $(call obj,$(wildcard tests/oracle/*.c)) $(BUILD)/libhighmem.a
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ -l:libjansson.a -lz

$(BUILD)/%.o: %.c | ready
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

include tests/tests.mk

run:
	$(call install-missing,$(NEED_BUILD))
	$(Q)$(MAKE) -j$(JOBS) all
	$(Q)$(BUILD)/hmsh

# ---- what has to be there: THING:PACKAGE, a program in PATH or a file, and the Debian package that brings it ----

NEED_BUILD = gcc:gcc ar:binutils /usr/include/stdio.h:libc6-dev /usr/include/readline/readline.h:libreadline-dev /usr/include/curses.h:libncurses-dev \
	/usr/include/jansson.h:libjansson-dev /usr/include/zlib.h:zlib1g-dev /usr/include/md4c.h:libmd4c-dev /usr/include/sqlite3.h:libsqlite3-dev \
	/usr/include/sodium.h:libsodium-dev
NEED_CHECK = $(NEED_BUILD) /usr/include/cmocka.h:libcmocka-dev python3:python3 /usr/lib/python3/dist-packages/jsonschema:python3-jsonschema clang:clang tmux:tmux pgrep:procps groff:groff-base /usr/lib32/libc.so:gcc-multilib
NEED_BROWSER = $(NEED_BUILD) python3:python3 chromium:chromium
NEED_BENCH = $(NEED_BUILD) python3:python3 lua5.4:lua5.4 /usr/include/lua5.4/lua.h:liblua5.4-dev
NEED_COVERAGE = $(NEED_CHECK) gcovr:gcovr

missing = $$(for need in $(1); do command -v $${need%%:*} >/dev/null || [ -e $${need%%:*} ] || echo $${need\#*:}; done)

# Says nothing and asks nobody when nothing is missing
define install-missing
@set -- $(missing); [ $$# = 0 ] || { \
	echo "Installing $$*"; \
	root=; [ "$$(id -u)" = 0 ] || root=sudo; \
	get="$$root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0"; \
	$$get install --no-install-recommends "$$@" || { $$get update && $$get install --no-install-recommends "$$@"; }; }
endef

deps:
	$(call install-missing,$(NEED_CHECK))

ready:
	@set -- $(call missing,$(NEED_BUILD)); [ $$# = 0 ] || \
		{ echo "hmsh cannot be built without the Debian packages: $$* (\`make deps\` installs them)" >&2; exit 1; }

# ---- installing ----

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib/pkgconfig $(DESTDIR)$(PREFIX)/include/highmem \
		$(DESTDIR)$(PREFIX)/share/hmsh/lessons $(DESTDIR)$(PREFIX)/share/man/man1 \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions $(DESTDIR)$(PREFIX)/share/zsh/site-functions
	install -m 755 $(BUILD)/hmsh $(DESTDIR)$(PREFIX)/bin/
	install -m 644 $(BUILD)/libhighmem.a $(DESTDIR)$(PREFIX)/lib/
	install -m 644 $(HEADERS) $(DESTDIR)$(PREFIX)/include/highmem/
	install -m 644 $(wildcard lessons/*.md) lessons/course lessons/misconceptions $(DESTDIR)$(PREFIX)/share/hmsh/lessons/
	install -d $(DESTDIR)$(PREFIX)/share/hmsh/lessons/walkthroughs
	install -m 644 $(wildcard lessons/walkthroughs/*.md) $(DESTDIR)$(PREFIX)/share/hmsh/lessons/walkthroughs/
	install -d $(DESTDIR)$(PREFIX)/share/hmsh/lessons/exams
	install -m 644 $(wildcard lessons/exams/*.md lessons/exams/*.exam) $(DESTDIR)$(PREFIX)/share/hmsh/lessons/exams/
	install -d $(DESTDIR)$(PREFIX)/share/hmsh/lessons/guides
	install -m 644 $(wildcard lessons/guides/*.md) $(DESTDIR)$(PREFIX)/share/hmsh/lessons/guides/
	install -m 644 shell/report/hmsh.schema.json shell/grade/grade.schema.json $(DESTDIR)$(PREFIX)/share/hmsh/
	install -d $(DESTDIR)$(PREFIX)/share/hmsh/gallery
	install -m 644 $(wildcard lessons/gallery/*.hm) $(DESTDIR)$(PREFIX)/share/hmsh/gallery/
	install -m 644 $(BUILD)/hmsh.1 $(DESTDIR)$(PREFIX)/share/man/man1/
	install -m 644 shell/term/hmsh.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/hmsh
	install -m 644 shell/term/_hmsh $(DESTDIR)$(PREFIX)/share/zsh/site-functions/
	printf '%s\n' 'Name: highmem' 'Description: simulated Linux high memory, i386' 'Version: $(VERSION)' \
		'Cflags: -I$(PREFIX)/include' 'Libs: -L$(PREFIX)/lib -lhighmem' \
		> $(DESTDIR)$(PREFIX)/lib/pkgconfig/highmem.pc

clean:
	rm -rf $(BUILD) $(BUILD)-san $(BUILD)-clang $(BUILD)-cov $(BUILD)-fuzz

.DELETE_ON_ERROR:
.PHONY: all run deps ready install clean
