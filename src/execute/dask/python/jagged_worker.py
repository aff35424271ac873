"""Runs in each Dask worker, where bridge.py brings it: has Node processes do the work.

A worker has as many Node processes as it has threads; they stay for the next piece of work. What they are told and what
they answer are bytes that Node alone makes and reads. A partial result is a tuple: its report, for the client; its bytes;
and, where these are too many to go through Dask, the file that has them instead.
"""

import collections
import json
import struct
import subprocess
import threading
import time

from distributed import SchedulerPlugin, WorkerPlugin, get_worker
from tornado.ioloop import PeriodicCallback

# A message: the lengths of its head and body (32 bits, little endian), the head as JSON, the body.
LENGTHS = struct.Struct("<II")
LONGEST = 2**32 - 1

LAST_LINES = 12
SECONDS_TO_END = 2
ATTEMPTS_TO_MERGE = 3
# Seconds after which a process that nobody asks ends: the client may be gone without a word.
IDLE = 300
SWEEP = 60


class WorkFailed(Exception):
    """The work failed: how, in words for Dask, and in bytes for the client."""

    def __init__(self, text, payload):
        super().__init__(text, payload)
        self.text = text
        self.payload = payload

    def __str__(self):
        return self.text


class NodeEnded(Exception):
    """A Node process ended in the middle of its work."""


class NodeMissing(Exception):
    """No Node process can be started on this worker."""


class RunStopped(Exception):
    """The run is over."""


def to_message(head, bodies=()):
    """The pieces of a message, to be written one after the other."""
    text = json.dumps(head).encode()
    size = sum(len(body) for body in bodies)
    if size > LONGEST:
        raise ValueError(f"{size} bytes are too many for one message")
    return [LENGTHS.pack(len(text), size) + text, *bodies]


class Travels:
    """A plugin that brings this module along: Dask gives plugins to new workers in any order, and files later.

    `restore`, a function that travels as a whole, and `text` are put here by bridge.py.
    """

    def __reduce__(self):
        return restore, (__name__, text, type(self).__name__, self.__dict__)  # noqa: F821


class Presence(Travels, SchedulerPlugin):
    """Brings this module to the scheduler, which looks at tasks. Clients of one version share it."""

    name = __name__
    idempotent = True


class Works(Travels, WorkerPlugin):
    """What is computed in a run. Dask gives it to each worker once, also to those that come later."""

    def __init__(self, run, works, files):
        self.name = works_name(run)
        self.run = run
        self.works = works
        # the folder for large results, and from how many bytes on results go there
        self.files = files

    def teardown(self, worker):
        for plugin in worker.plugins.values():
            if isinstance(plugin, Children):
                plugin.stopped.discard(self.run)


def works_name(run):
    return f"jagged-works-{run}"


class Children(Travels, WorkerPlugin):
    """The Node processes of a worker."""

    def __init__(self, name, command, topic):
        self.name = name
        self.command = command
        self.topic = topic

    def setup(self, worker):
        self.worker = worker
        self.lock = threading.Lock()
        self.idle = []
        self.all = set()
        self.started = 0
        self.stopped = set()
        self.sweeping = PeriodicCallback(self.sweep, SWEEP * 1000)
        self.sweeping.start()

    def teardown(self, worker):
        self.sweeping.stop()
        with self.lock:
            children = list(self.all)
        for child in children:
            child.end()

    def sweep(self):
        """Ends processes that had nothing to do for long."""
        since = time.monotonic() - IDLE
        with self.lock:
            old = [child for child in self.idle if child.last_asked < since]
            self.idle = [child for child in self.idle if child.last_asked >= since]
            self.all.difference_update(old)
        for child in old:
            threading.Thread(target=child.end, daemon=True).start()

    def ask(self, run, head, bodies, task=None):
        """Has a process answer. What it prints meanwhile goes to the client's log."""

        def log(text):
            # Dask itself adds the worker's address
            self.worker.log_event(self.topic, {"run": run, "task": task, "who": child.name, "text": text})

        child = self.take()
        try:
            self.begin(child, run)
            answer = child.ask(head, bodies, log)
        except RunStopped:
            raise
        except BaseException as error:
            # it may have something to say yet, which nobody is to take for the answer to another question
            child.end()
            if isinstance(error, NodeEnded) and run in self.stopped:
                raise RunStopped(run) from None
            raise
        finally:
            self.give_back(child)
        return answer

    def take(self):
        """A process that has nothing to do; who takes it gives it back."""
        with self.lock:
            while self.idle:
                child = self.idle.pop()
                if child.process.poll() is None:
                    return child
                self.all.discard(child)
            self.started += 1
            name = f"worker {self.worker.name}"
            if self.worker.state.nthreads > 1:
                name += f", process {self.started}"
        child = Child(self.command, name)
        with self.lock:
            self.all.add(child)
        return child

    def give_back(self, child):
        with self.lock:
            child.run = None
            child.last_asked = time.monotonic()
            if child.process.poll() is None:
                self.idle.append(child)
            else:
                self.all.discard(child)

    def begin(self, child, run):
        """Sees to it that a process knows the run, and has forgotten those that are over."""
        with self.lock:
            if run in self.stopped:
                raise RunStopped(run)
            child.run = run
        plugins = self.worker.plugins
        for known in [known for known in child.runs if works_name(known) not in plugins]:
            child.tell({"op": "forget", "run": known})
            child.runs.discard(known)
        if run not in child.runs:
            plugin = plugins.get(works_name(run))
            if plugin is None:
                raise RunStopped(run)
            child.tell({"op": "works", "run": run, "name": child.name, "files": plugin.files}, [plugin.works])
            child.runs.add(run)

    def stop(self, run):
        """Ends the processes that are busy with a run: Dask cannot interrupt a thread that waits for one."""
        with self.lock:
            self.stopped.add(run)
            busy = [child for child in self.all if child.run == run]
        for child in busy:
            child.process.terminate()
        for child in busy:
            child.await_end()


class Child:
    """A Node process. It does one thing at a time, and ends by itself when nobody can tell it more."""

    def __init__(self, command, name):
        self.name = name
        self.run = None
        self.runs = set()
        self.last_asked = time.monotonic()
        self.last = collections.deque(maxlen=LAST_LINES)
        pipe = subprocess.PIPE
        try:
            self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe)
        except OSError as error:
            raise NodeMissing(f"{command[0]}: {error.strerror}") from None
        self.listener = threading.Thread(target=self.listen, daemon=True)
        self.listener.start()
        try:
            self.read()  # it says that it is there
        except NodeEnded as error:
            raise NodeMissing(str(error)) from None

    def listen(self):
        """Keeps the last lines that it writes on standard error, which tell why it ended."""
        for line in self.process.stderr:
            self.last.append(line.decode(errors="replace").rstrip())

    def tell(self, head, bodies=()):
        try:
            for piece in to_message(head, bodies):
                self.process.stdin.write(piece)
            self.process.stdin.flush()
        except OSError:
            raise self.ended() from None

    def ask(self, head, bodies, log):
        self.tell(head, bodies)
        while True:
            answer, body = self.read()
            if answer["is"] != "log":
                return answer, body
            log(answer["text"])

    def read(self):
        head, body = LENGTHS.unpack(self.exactly(LENGTHS.size))
        return json.loads(self.exactly(head)), self.exactly(body)

    def exactly(self, size):
        data = self.process.stdout.read(size) if size > 0 else b""
        if len(data) < size:
            raise self.ended()
        return data

    def ended(self):
        self.end()
        self.listener.join(SECONDS_TO_END)
        code = self.process.returncode
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        lines = "\n".join(line for line in self.last if line)
        return NodeEnded(f"it ended with {how}" + (f":\n{lines}" if lines else ""))

    def end(self):
        try:
            self.process.stdin.close()
        except OSError:
            pass
        self.await_end()

    def await_end(self):
        try:
            self.process.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def do(name, run, task, payload):
    """Does a piece of work. Its report goes to the client at once, the partial result stays here."""
    worker = get_worker()
    children = worker.plugins[name]
    key = worker.get_current_task()
    answer, body = children.ask(run, {"op": "do", "run": run, "key": key}, [payload], task)
    if answer["is"] == "failed":
        raise WorkFailed(answer["text"], body)
    report, data = body[: answer["report"]], body[answer["report"] :]
    worker.log_event(children.topic, {"run": run, "key": key, "report": report})
    return (report, data, answer["file"])


def merge(name, run, work, *parts):
    """The partial results of several runs of rows as one."""
    worker = get_worker()
    told = [{"size": len(data), "file": file} for _report, data, file in parts]
    head = {"op": "merge", "run": run, "key": worker.get_current_task(), "work": work, "parts": told}
    for attempt in range(1, ATTEMPTS_TO_MERGE + 1):
        try:
            answer, body = worker.plugins[name].ask(run, head, [data for _report, data, _file in parts])
            break
        except NodeEnded:
            if attempt == ATTEMPTS_TO_MERGE:
                raise
    if answer["is"] == "failed":
        raise WorkFailed(answer["text"], body)
    return (b"", body, answer["file"])


def report_of(part):
    """The report of a partial result, for a client that has missed it."""
    return part[0]


def stop(name, run, dask_worker):
    plugin = dask_worker.plugins.get(name)
    if plugin is not None:
        plugin.stop(run)
