# SPDX-License-Identifier: GPL-3.0-or-later
"""What the test programs share: running hmsh with a time limit and a home of its own, typing at its prompt, finding control bytes."""
import fcntl
import os
import pty
import re
import resource
import select
import struct
import subprocess
import tempfile
import termios
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Result:
    def __init__(self, status, out, err, seconds_over):
        self.status, self.out, self.err, self.late = status, out, err, seconds_over

    @property
    def text(self):
        return self.out + self.err

    def crashed(self):
        """By a signal, or stopped by a sanitizer."""
        return self.status < 0 or self.status >= 128 and self.status != 130 or b"AddressSanitizer" in self.err or b"runtime error:" in self.err \
            or b"LeakSanitizer" in self.err


def environment(home):
    """Nothing of the person who runs the tests."""
    return {"HOME": home, "XDG_STATE_HOME": home, "XDG_CONFIG_HOME": home, "PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8",
            "TERM": "dumb", "ASAN_OPTIONS": "detect_leaks=1:allocator_may_return_null=1", "UBSAN_OPTIONS": "print_stacktrace=1"}


def hmsh(program, arguments, stdin=b"", seconds=20, stack=None, home=None, cwd=None):
    def limits():
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if stack:
            resource.setrlimit(resource.RLIMIT_STACK, (stack, stack))
    with tempfile.TemporaryDirectory() as scratch:
        try:
            done = subprocess.run([os.path.abspath(program), *arguments], input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=seconds,
                                  env=environment(home or scratch), preexec_fn=limits, cwd=cwd or scratch, check=False)
        except subprocess.TimeoutExpired as error:
            return Result(-1, error.stdout or b"", error.stderr or b"", True)
        return Result(done.returncode, done.stdout, done.stderr, False)


# C0 but tab and newline, DEL, and C1 as UTF-8
CONTROL = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]")
# overrides and isolates that make text read backwards
BIDI = re.compile(rb"\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]|\xe2\x80[\x8e\x8f]")


def dirty(output):
    """The first byte of the output that could steer a terminal, or None."""
    found = CONTROL.search(output) or BIDI.search(output)
    if found:
        return "control bytes %r at offset %d" % (found.group(0), found.start())
    try:
        output.decode("utf-8")
    except UnicodeDecodeError as error:
        return "not UTF-8 at offset %d" % error.start
    return None


class Prompt:
    """The real interactive shell on a terminal of its own: 80 columns, TERM=dumb, so that what it writes is what a person reads."""
    READY = re.compile(rb"(?:^|\n)(hmsh[^\n]*> |[ .]*> )$")

    def __init__(self, program, arguments, home, columns=80, seconds=20):
        self.seconds, self.raw = seconds, b""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            try:
                os.chdir(home)
                os.execve(os.path.abspath(os.path.join(ROOT, program)) if not os.path.isabs(program) else program, [program, *arguments], environment(home))
            finally:
                os._exit(127)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        self.banner, self.prompt = self.read_to_prompt()

    def read_to_prompt(self):
        """What comes until the shell waits for input again, and the prompt it then shows (None: it has ended)."""
        collected, deadline = b"", time.monotonic() + self.seconds
        while True:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.fd], [], [], left)[0]:
                raise TimeoutError("no prompt after %d s; got %r" % (self.seconds, collected[-300:]))
            try:
                chunk = os.read(self.fd, 65536)
            except OSError:
                chunk = b""
            if not chunk:
                return collected.replace(b"\r", b""), None
            self.raw += chunk
            collected += chunk
            plain = collected.replace(b"\r", b"")
            ready = self.READY.search(plain)
            if ready and not select.select([self.fd], [], [], 0)[0]:
                return plain[:ready.start(1)], ready.group(1)

    def type(self, line):
        """Types one line and Enter; returns what it printed. self.prompt is then the new prompt."""
        os.write(self.fd, line.encode("utf-8") + b"\n")
        output, self.prompt = self.read_to_prompt()
        echo, _, rest = output.partition(b"\n")
        if self.prompt is None and not rest:
            return echo.decode("utf-8", "backslashreplace")
        return rest.decode("utf-8", "backslashreplace")

    def waits_for_more(self):
        return self.prompt is not None and not self.prompt.startswith(b"hmsh")

    def close(self):
        """Its exit status. A line that is offered or half typed is taken away first: Ctrl-D means something else there."""
        try:
            os.write(self.fd, b"\x15\x04")
            while select.select([self.fd], [], [], self.seconds)[0] and os.read(self.fd, 65536):
                pass
        except OSError:
            pass
        os.close(self.fd)
        _, status = os.waitpid(self.pid, 0)
        return os.waitstatus_to_exitcode(status)


def conclude(results):
    """(name, what is wrong or "") pairs: says what is wrong, adds up in the last line; the exit status."""
    for name, bad in results:
        if bad:
            print("%s: %s" % (name, bad))
    failed = sum(bool(bad) for _, bad in results)
    print("%d passed, %d failed" % (len(results) - failed, failed))
    return 1 if failed else 0
