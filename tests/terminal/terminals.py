# SPDX-License-Identifier: GPL-3.0-or-later
"""Two ways to sit in front of hmsh: in tmux, whose screen can be read, and on a bare pty, whose bytes can be counted. Nothing sleeps for a fixed time: each
wait looks until what it waits for is there, and fails with the screen when it is not."""
import fcntl
import os
import pty
import re
import select
import shlex
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import lib  # noqa: E402

PATIENCE = 10.0


class Wrong(Exception):
    pass


def environment(home, **more):
    env = dict(lib.environment(home), XDG_RUNTIME_DIR=home, TERM="xterm-256color")
    env.update(more)
    return {name: value for name, value in env.items() if value is not None}


class Home:
    """A home of its own for each test."""
    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        return self.folder.name

    def __exit__(self, *_):
        self.folder.cleanup()


class Tmux:
    """hmsh in a tmux of its own. The shell around it says "status N" when it has ended."""
    def __init__(self, program, home, size=(80, 24), arguments="", term="tmux-256color", **more):
        self.socket = os.path.join(home, "tmux-%d" % id(self))
        env = environment(home, TERM=term, **more)
        words = ["env", "-i"] + ["%s=%s" % pair for pair in env.items()] + ["HOME=" + home]
        run = " ".join(map(shlex.quote, words)) + " " + shlex.quote(os.path.abspath(program)) + " " + arguments
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", str(size[0]), "-y", str(size[1]),
                  "sh -c " + shlex.quote(run + "; echo status $?; exec sleep 1000"))
        self.tmux("set", "-g", "status", "off")
        self.tmux("set", "-g", "remain-on-exit", "on")
        self.tmux("resize-window", "-x", str(size[0]), "-y", str(size[1]))

    def tmux(self, *words):
        done = subprocess.run(["tmux", "-S", self.socket, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, timeout=20,
                              env=dict(os.environ, LC_ALL="C.UTF-8", TERM="xterm-256color"))
        return done.stdout.decode("utf-8", "replace")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.tmux("kill-server")

    def rows(self):
        return [row.rstrip() for row in self.tmux("capture-pane", "-p").split("\n")[:-1]]

    def text(self):
        return "\n".join(self.rows())

    def cursor(self):
        x, y = self.tmux("display-message", "-p", "#{cursor_x} #{cursor_y}").split()
        return int(x), int(y)

    def resize(self, width, height):
        self.tmux("resize-window", "-x", str(width), "-y", str(height))

    def keys(self, *keys):
        self.tmux("send-keys", *keys)

    def type(self, text, enter=True):
        # tmux takes a last ';' for the end of its own command
        self.tmux("send-keys", "-l", text[:-1] + "\\;" if text.endswith(";") else text)
        if enter:
            self.keys("Enter")

    def paste(self, text):
        with tempfile.NamedTemporaryFile("w", delete=False, encoding="utf-8") as file:
            file.write(text)
        self.tmux("load-buffer", file.name)
        os.unlink(file.name)
        self.tmux("paste-buffer", "-p", "-r")

    def pid(self):
        """Of hmsh, the shell's child."""
        shell = self.tmux("display-message", "-p", "#{pane_pid}").strip()
        done = subprocess.run(["ps", "-o", "pid=,comm=", "--ppid", shell], stdout=subprocess.PIPE, check=False)
        for line in done.stdout.decode().split("\n"):
            words = line.split()
            if len(words) == 2 and words[1] != "sleep":
                return int(words[0])
        return None

    def wait(self, what, seconds=PATIENCE):
        """what: a text that has to be on the screen, or a function of the rows."""
        end = time.monotonic() + seconds
        while True:
            rows = self.rows()
            if what(rows) if callable(what) else what in "\n".join(rows):
                return rows
            if time.monotonic() > end:
                raise Wrong("waited in vain for %r; the screen:\n%s" % (what if not callable(what) else what.__doc__ or "a condition", "\n".join(rows)))
            time.sleep(0.01)

    def run(self, line, expect=None):
        """Types a line and waits for the prompt behind its output."""
        self.type(line)
        last = line[-20:]

        def ready(rows):
            full = [row for row in rows if row]
            at = [i for i, row in enumerate(full) if row.endswith(last)]
            return bool(at) and any(row.startswith("hmsh") and row.endswith(">") for row in full[at[-1] + 1:]) and (not expect or expect in "\n".join(rows))
        return self.wait(ready)


class Pty:
    """hmsh on a bare pty."""
    def __init__(self, program, home, size=(80, 24), arguments=(), **more):
        self.master, slave = pty.openpty()
        self.resize(*size)
        env = environment(home, **more)

        def session():
            os.setsid()
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
        self.process = subprocess.Popen([os.path.abspath(program), *arguments], stdin=slave, stdout=slave, stderr=slave, env=env, preexec_fn=session,
                                        close_fds=True, cwd=home)
        os.close(slave)
        self.seen = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self.master is not None:
            os.close(self.master)

    def resize(self, width, height):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    def send(self, data):
        os.write(self.master, data if isinstance(data, bytes) else data.encode())

    def read(self, quiet=0.15, seconds=PATIENCE):
        """What comes until nothing has come for `quiet` seconds."""
        got, end = b"", time.monotonic() + seconds
        while time.monotonic() < end:
            ready, _, _ = select.select([self.master], [], [], quiet)
            if not ready:
                break
            try:
                part = os.read(self.master, 65536)
            except OSError:
                break
            if not part:
                break
            got += part
        self.seen += got
        return got

    def until(self, what, seconds=PATIENCE):
        end, got = time.monotonic() + seconds, b""
        while what not in got:
            if time.monotonic() > end:
                raise Wrong("waited in vain for %r; got %r" % (what, got[-2000:]))
            got += self.read(0.05, 0.2)
        return got

    def ended(self, seconds):
        """Its status, or None; reads on, so that it can write its last."""
        end = time.monotonic() + seconds
        while self.process.poll() is None and time.monotonic() < end:
            if self.master is None:
                time.sleep(0.01)
            else:
                self.read(0.02, 0.1)
        if self.master is not None and self.process.poll() is not None:
            self.read(0.05, 0.5) # what it wrote last may come behind its end
        return self.process.poll()

    def close(self):
        os.close(self.master)
        self.master = None

    def settings(self):
        return termios.tcgetattr(self.master)

    def kill(self, number=signal.SIGTERM):
        self.process.send_signal(number)
