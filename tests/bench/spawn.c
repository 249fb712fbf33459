/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * spawn ROUNDS -- COMMAND ARG... -- COMMAND ARG... : runs the commands in turn, ROUNDS times, all three streams on /dev/null, and prints
 * "NUMBER SECONDS KIB" for each run. A small program of its own, since a child's peak memory counts that of its parent before the exec.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int run(char **command, int number)
{
	struct rusage usage;
	int status;
	const double start = now();
	pid_t pid = vfork();
	double wall;

	if (pid == 0) {
		execvp(command[0], command);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &usage) != pid)
		return 1;
	wall = now() - start;
	if (!WIFEXITED(status) || WEXITSTATUS(status)) {
		fprintf(stderr, "%s: wait status %d\n", command[0], status);
		return 1;
	}
	dprintf(9, "%d %.9f %ld\n", number, wall, usage.ru_maxrss);
	return 0;
}

int main(int argc, char **argv)
{
	char **command[16];
	int commands = 0, null = open("/dev/null", O_RDWR);

	for (int i = 2; i < argc && commands < 16; i++)
		if (!strcmp(argv[i], "--")) {
			argv[i] = NULL;
			command[commands++] = argv + i + 1;
		}
	if (argc < 2 || null < 0 || dup2(1, 9) < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0)
		return 2;
	fcntl(9, F_SETFD, FD_CLOEXEC);
	for (int round = atoi(argv[1]); round > 0; round--)
		for (int i = 0; i < commands; i++)
			if (run(command[i], i))
				return 1;
	return 0;
}
