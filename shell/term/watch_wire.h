/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What goes over a watch socket, between two processes of the same program file on one machine: a hello with the watcher's size (again after each resize), and
 * frames. A frame is a head and width * height cells, each a look, a byte of width << 6 | length, and the text.
 */
#ifndef TERM_WATCH_WIRE_H
#define TERM_WATCH_WIRE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/un.h>

#include "shell/text.h"

#define WATCH_MAGIC "hmshw01"

struct watch_hello { char magic[8]; uint16_t width, height; uint32_t unused; };
struct watch_frame { char magic[8]; uint16_t width, height; uint8_t theme, unused[3]; };

/* The folder of the sockets, made when it is missing; the address of a name; is the other end one of us? */
bool watch_folder(struct text *path, const char **why);
bool watch_address(const char *name, struct sockaddr_un *address, const char **why);
bool watch_trusted(int fd);

#endif
