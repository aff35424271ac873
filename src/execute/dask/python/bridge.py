"""Between jagged and Dask: takes requests on standard input, answers on standard output, as messages with bytes.

It is the client of a Dask cluster, which it starts or finds at an address. Futures stay here, by the keys that jagged
gives them; the bytes that pass through are none of its business. When standard input ends so does it, and with it all
that it has started.
"""

import asyncio
import collections
import contextlib
import hashlib
import importlib
import importlib.util
import json
import logging
import os
import re
import shutil
import signal
import socket
import ssl
import sys
import tempfile
import time
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
# The exit code where a package is not there.
MISSING = 3
SECONDS_FOR_REPORT = 2
SECONDS_TO_CLOSE = 10
SECONDS_BETWEEN_LOOKS = 0.5
SMALL = 2**16


class Missing(Exception):
    """A Python package is not there."""


class Unreachable(Exception):
    """No scheduler answers."""


class Refused(Exception):
    """The scheduler and this client do not trust each other."""


class NoWorkers(Exception):
    """No worker has come."""


class Lost(Exception):
    """A result is nowhere any more, and nobody makes it again."""


class Run:
    """What is known of a run: its futures by key, how many merges that are not done use each, which nobody else wants."""

    def __init__(self, files):
        self.files = files
        self.futures = {}
        self.used = collections.Counter()
        self.unwanted = set()
        # pieces of work that are not known to be done
        self.pending = set()
        self.stopping = None


class Bridge:
    def __init__(self, worker, write, give_up):
        # the module that runs in workers
        self.worker = worker
        self.write = write
        self.give_up = give_up
        self.client = None
        # a client whose scheduler is gone
        self.gone = None
        self.cluster = None
        self.adaptive = None
        self.folder = None
        self.runs = {}
        self.reports = {}
        self.awaited = {}
        self.tasks = set()
        name = os.urandom(6).hex()
        self.children = f"jagged-children-{name}"
        self.topic = f"jagged-{name}"

    def take(self, head, body):
        """Does what a message asks for. Requests with a number are answered; others are done in their order."""
        work = getattr(self, head["op"])(head, body)
        if "ask" in head:
            self.start(self.answer(work, head["ask"]))

    async def answer(self, work, number):
        try:
            told, data = await work
            self.tell({"is": "answer", "ask": number, "told": told}, data)
        except Exception as error:
            self.tell_failure({"is": "refused", "ask": number}, error)

    def tell(self, head, body=b""):
        pieces = self.worker.to_message(head, [body])
        # one write costs less than two, unless much is copied for it
        for piece in [b"".join(pieces)] if len(body) < SMALL else pieces:
            self.write(piece)

    def tell_failure(self, head, error):
        if isinstance(error, self.worker.WorkFailed):
            self.tell({**head, "why": "work", "text": ""}, error.payload)
        else:
            why = self.why(error)
            self.tell({**head, "why": why, "text": clean(text_of(error) if why == "python" else str(error))})

    def why(self, error):
        kinds = {
            Missing: "missing",
            Unreachable: "unreachable",
            Refused: "refused",
            NoWorkers: "no-workers",
            Lost: "lost",
            self.worker.NodeEnded: "ended",
            self.worker.NodeMissing: "no-node",
            self.worker.RunStopped: "lost",
        }
        names = {"KilledWorker": "killed", "FutureCancelledError": "lost"}
        return kinds.get(type(error)) or names.get(type(error).__name__, "python")

    def start(self, coroutine):
        task = asyncio.ensure_future(coroutine)
        self.tasks.add(task)
        task.add_done_callback(self.done)

    def done(self, task):
        self.tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            traceback.print_exception(task.exception())

    # --- the cluster ---

    async def open(self, head, _body):
        security = security_of(head["tls"])
        if head["where"] != "address":
            self.cluster = await start_cluster(head["where"], head["options"], security)
            if head["workers"] is not None:
                self.cluster.scale(head["workers"])
        self.client = await connect(self.cluster or head["address"], security, head["seconds"])
        self.folder = folder_of(head["where"], head["scratch"])
        await self.client.register_plugin(self.worker.Presence())
        await self.client.register_plugin(self.worker.Children(self.children, head["command"], self.topic))
        self.client.subscribe_topic(self.topic, self.heard)
        told, data = await self.info(head, b"")
        self.start(self.guard(self.client, told["scheduler"]))
        return told, data

    async def guard(self, client, address):
        """Gives up when the scheduler is gone: what it knew is lost, also where another takes its place."""
        while self.client is client:
            if client.status != "running":
                print(f"the scheduler is gone: {address}", file=sys.stderr)
                # what Dask has to say of it is of no use
                logging.disable()
                self.client, self.gone = None, client
                self.give_up()
                return
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)

    async def info(self, _head, _body):
        told = await self.client.scheduler.identity(n_workers=-1)
        workers = [
            {
                "name": str(worker["name"]),
                "address": address,
                "threads": worker["nthreads"],
                "memory": worker["memory_limit"],
                "used": worker.get("metrics", {}).get("memory", 0),
            }
            for address, worker in told["workers"].items()
            if worker["status"] == "running"
        ]
        dashboard = self.client.dashboard_link if "dashboard" in (told.get("services") or {}) else None
        return {"scheduler": told["address"], "dashboard": dashboard, "workers": workers}, b""

    async def scale(self, head, _body):
        if self.adaptive is not None:
            self.adaptive.stop()
        self.cluster.scale(head["workers"])
        return None, b""

    async def adapt(self, head, _body):
        self.adaptive = self.cluster.adapt(minimum=head["minimum"], maximum=head["maximum"])
        return None, b""

    async def script(self, _head, _body):
        return self.cluster.job_script(), b""

    async def close(self, _head, _body):
        await self.shut_down()
        return None, b""

    async def shut_down(self):
        client, self.client = self.client, None
        cluster, self.cluster = self.cluster, None
        if client is not None:
            if cluster is None:
                for name in [self.children, *map(self.worker.works_name, self.runs)]:
                    await quietly(client.unregister_worker_plugin(name))
            await quietly(client.close())
        if cluster is not None:
            await quietly(cluster.close())
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)

    # --- runs ---

    async def begin(self, head, body):
        name = head["run"]
        files = None
        if self.folder is not None:
            files = {"folder": os.path.join(self.folder, name), "largest": head["largest"]}
            os.mkdir(files["folder"])
        self.runs[name] = Run(files)
        await self.client.register_plugin(self.worker.Works(name, body, files))
        try:
            return await self.first_workers(name, head["seconds"]), b""
        finally:
            # it may have ended meanwhile
            if name not in self.runs:
                await self.forget_works(name)

    async def first_workers(self, name, seconds):
        """The workers, once there are any and as long as the run is not over."""
        begun = time.monotonic()
        told = False
        while name in self.runs:
            info, _data = await self.info({}, b"")
            if info["workers"]:
                return info["workers"]
            if seconds is not None and time.monotonic() - begun > seconds:
                raise NoWorkers(f"after {seconds} seconds")
            if not told and time.monotonic() - begun > 1:
                told = True
                text = f"waiting for workers of {info['scheduler']}"
                self.tell({"is": "log", "run": name, "task": None, "who": "dask", "text": text})
            await asyncio.sleep(0.1)
        raise Lost("the run is over")

    def do(self, head, body):
        """Has pieces of work done; what becomes of each is told when it is known."""
        name, tasks = head["run"], head["tasks"]
        if name not in self.runs:
            return
        keys = [task["key"] for task in tasks]
        payloads, at = [], 0
        for task in tasks:
            payloads.append(body[at : at + task["size"]])
            at += task["size"]
        count = len(tasks)
        numbers = [task["id"] for task in tasks]
        try:
            futures = self.client.map(
                self.worker.do, [self.children] * count, [name] * count, numbers, payloads, key=keys, pure=False
            )
        except Exception as error:
            for key in keys:
                self.tell_failure({"is": "failed", "run": name, "key": key}, error)
            return
        for key, future in zip(keys, futures, strict=True):
            self.runs[name].futures[key] = future
            self.runs[name].pending.add(key)
            self.start(self.watch(self.runs[name], name, key, future))

    async def watch(self, run, name, key, future):
        try:
            await finished(future)
            report = await self.report(key, future)
            self.tell({"is": "done", "run": name, "key": key}, report)
        except Exception as error:
            self.tell_failure({"is": "failed", "run": name, "key": key}, error)
            self.release({"run": name, "key": key}, b"")
        finally:
            run.pending.discard(key)
            self.reports.pop(key, None)

    async def report(self, key, future):
        """The report of a piece of work: it comes as an event, mostly before the work is known to be done."""
        if key not in self.reports:
            self.awaited[key] = asyncio.Event()
            try:
                await asyncio.wait_for(self.awaited[key].wait(), SECONDS_FOR_REPORT)
            except asyncio.TimeoutError:
                return await self.client.submit(self.worker.report_of, future, pure=False, priority=10)
            finally:
                del self.awaited[key]
        return self.reports[key]

    def heard(self, event):
        """Takes what workers have to say."""
        _time, message = event
        run = self.runs.get(message["run"])
        if run is None:
            return
        if "text" in message:
            self.tell({"is": "log", **{name: message[name] for name in ("run", "task", "who", "text")}})
        elif message["key"] in run.pending:
            self.reports[message["key"]] = message["report"]
            if message["key"] in self.awaited:
                self.awaited[message["key"]].set()

    def merge(self, head, _body):
        """Has partial results merged; how that goes is told to who fetches the result."""
        name, key, parts = head["run"], head["key"], head["parts"]
        run = self.runs.get(name)
        if run is None or not all(part in run.futures for part in parts):
            return
        futures = [run.futures[part] for part in parts]
        run.futures[key] = self.client.submit(
            self.worker.merge, self.children, name, head["work"], *futures, key=key, pure=False, priority=10
        )
        run.used.update(parts)
        self.start(self.merged(name, parts, run.futures[key]))

    async def merged(self, name, parts, future):
        """What went into a merge may go once that is done."""
        with contextlib.suppress(Exception):
            await finished(future)
        if name in self.runs:
            self.runs[name].used.subtract(parts)
            for part in parts:
                self.drop(self.runs[name], part)

    def fetch(self, head, _body):
        """Fetches a result; it stays until then, whoever releases it meanwhile."""
        run, key = self.runs.get(head["run"]), head["key"]
        if run is not None:
            run.used[key] += 1
        return self.fetched(run, key)

    async def fetched(self, run, key):
        future = None if run is None else run.futures.get(key)
        if future is None:
            raise Lost("the run is over")
        try:
            await finished(future)
            _report, data, file = await future
            return file, data
        finally:
            run.used[key] -= 1
            self.drop(run, key)

    def release(self, head, _body):
        run, key = self.runs.get(head["run"]), head["key"]
        if run is not None and key in run.futures:
            run.unwanted.add(key)
            self.drop(run, key)

    def drop(self, run, key):
        """Forgets a result that nobody wants; a future that is released counts as cancelled, although others use it."""
        if key not in run.unwanted or run.used[key] > 0:
            return
        run.unwanted.remove(key)
        run.futures.pop(key).release()
        if run.files is not None:
            with contextlib.suppress(OSError):
                os.unlink(os.path.join(run.files["folder"], key))

    def stop(self, head, _body):
        run = self.runs.get(head["run"])
        if run is not None:
            run.stopping = asyncio.ensure_future(quietly(self.stop_work(head["run"], list(run.futures.values()))))

    async def stop_work(self, name, futures):
        """Stops what is under way of a run."""
        await self.client.cancel(futures, force=True)
        await self.client.run(self.worker.stop, self.children, name, on_error="ignore")

    async def end(self, head, _body):
        name = head["run"]
        run = self.runs.pop(name, None)
        if run is None:
            return None, b""
        if run.stopping is not None:
            await run.stopping
        for future in run.futures.values():
            future.release()
        if run.files is not None:
            shutil.rmtree(run.files["folder"], ignore_errors=True)
        await self.forget_works(name)
        return None, b""

    async def forget_works(self, name):
        await quietly(self.client.unregister_worker_plugin(self.worker.works_name(name)))


def security_of(tls):
    """Files of certificates, certificates for this cluster alone (true, or auto where that can be), or none."""
    from distributed.security import Security

    if tls is False or (tls == "auto" and importlib.util.find_spec("cryptography") is None):
        return None
    if isinstance(tls, dict):
        return Security(require_encryption=True, **tls)
    require("cryptography")
    return Security.temporary()


def start_cluster(where, options, security):
    if where == "local":
        from distributed import LocalCluster as Cluster

        # what goes wrong is told to jagged
        options = {"silence_logs": logging.CRITICAL, **options}
    else:
        jobqueue = require("dask_jobqueue")
        Cluster = jobqueue.SLURMCluster if where == "slurm" else jobqueue.HTCondorCluster
    if security is not None:
        options = {**options, "security": security, "protocol": "tls://"}
    return Cluster(asynchronous=True, **options)


async def connect(where, security, seconds):
    from distributed import Client

    try:
        return await Client(where, security=security, timeout=seconds, asynchronous=True)
    except Exception as error:
        found = list(causes(error))
        absent = any(isinstance(one, (ConnectionRefusedError, socket.gaierror)) for one in found)
        refused = not absent and any(isinstance(one, ssl.SSLError) or re.search("TLS|SSL", str(one)) for one in found)
        text = "; ".join(dict.fromkeys(text_of(one) for one in found))
        raise (Refused if refused else Unreachable)(text) from None


def causes(error):
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def folder_of(where, scratch):
    """A folder for results that are too large for Dask; none where it is not known what all workers see."""
    if scratch is None:
        return tempfile.mkdtemp(prefix="jagged-dask-") if where == "local" else None
    os.makedirs(scratch, exist_ok=True)
    return tempfile.mkdtemp(prefix="jagged-dask-", dir=scratch)


async def finished(future):
    """Waits until a future is there; raises what it failed with."""
    error = await future.exception()
    if error is not None:
        raise error
    if future.status != "finished":
        raise Lost(f"it is {future.status}")


async def quietly(work):
    """At the end, and where work is given up, it does not matter whether all goes well."""
    with contextlib.suppress(Exception):
        await asyncio.wait_for(work, SECONDS_TO_CLOSE)


def require(name):
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise Missing(error.name or name) from None


def text_of(error):
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def clean(text):
    """A message without keys and without what stands before the @ of an address."""
    text = re.sub(r"-----BEGIN[\s\S]*?(-----END[^-]*-----|$)", "(key or certificate)", text)
    return re.sub(r"(\w://)[^/@\s]+@", r"\1", text)


def install(name, text):
    """Makes a module of its text, unless it is there."""
    import sys
    import types

    if name not in sys.modules:
        module = types.ModuleType(name)
        exec(compile(text, f"{name}.py", "exec"), module.__dict__)
        sys.modules[name] = module
    return sys.modules[name]


def restore(name, text, kind, state):
    """Makes a plugin of the module for workers, wherever it arrives. Defined here, it travels as a whole."""
    made = getattr(install(name, text), kind)
    plugin = made.__new__(made)
    plugin.__dict__.update(state)
    return plugin


def load_worker():
    """The module for workers, under a name of its own version: a scheduler may serve clients of several."""
    with open(os.path.join(HERE, "jagged_worker.py"), encoding="utf-8") as file:
        text = file.read()
    worker = install(f"jagged_worker_{hashlib.sha256(text.encode()).hexdigest()[:12]}", text)
    worker.text = text
    worker.restore = restore
    return worker


async def serve(worker, write_to):
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin.buffer)
    transport, _protocol = await loop.connect_write_pipe(asyncio.Protocol, write_to)
    bridge = Bridge(worker, transport.write, reader.feed_eof)
    for number in (signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, reader.feed_eof)
    bridge.tell({"is": "ready"})
    try:
        while True:
            head, body = worker.LENGTHS.unpack(await reader.readexactly(worker.LENGTHS.size))
            head = json.loads(await reader.readexactly(head))
            bridge.take(head, await reader.readexactly(body))
    except asyncio.IncompleteReadError:
        pass  # nobody has anything to say any more
    finally:
        await bridge.shut_down()
    if bridge.gone is not None:
        sys.stderr.flush()
        os._exit(1)


def main():
    # prints of others go to standard error
    write_to = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    sys.dont_write_bytecode = True
    try:
        worker = load_worker()
    except ImportError as error:
        print(error, file=sys.stderr)
        sys.exit(MISSING)
    asyncio.run(serve(worker, write_to))


if __name__ == "__main__":
    main()
