# SPDX-License-Identifier: GPL-3.0-or-later
"""What the test programs share: running hmsh with a time limit and a home of its own, and finding control bytes."""
import os
import re
import resource
import subprocess
import tempfile

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
