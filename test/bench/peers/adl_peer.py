"""A peer that answers ADL queries, one a line, for as long as its input is open.

python adl_peer.py SCRIPT FILE THREADS
SCRIPT is a script of one peer that hands `common.bench` a function without arguments which gives the 102 counts of a
query; here that function is kept and called when it is asked for.
"""
import os
import sys
import types

from answer import answer

script, path, threads = sys.argv[1:4]
sys.path.insert(0, os.path.dirname(os.path.abspath(script)))
import common  # noqa: E402  (of the scripts)


class Ready(Exception):
    """The script has handed over its function; what follows in it is not wanted."""


def hand_over(_peer, _query, _threads, _events, function, *_rest, **_named):
    raise Ready(function)


common.bench = hand_over


def prepare(query):
    sys.argv = [script, path, query, threads, "1", os.devnull]
    module = types.ModuleType("peer_query_" + query)  # registered, so that forked processes find its functions
    module.__file__ = script
    sys.modules[module.__name__] = module
    with open(script) as text:
        code = compile(text.read(), script, "exec")
    try:
        exec(code, module.__dict__)
    except Ready as ready:
        return ready.args[0]
    raise RuntimeError(f"{script} did not call bench")


# coffea works in child processes, whose time its own process does not know
answer(prepare, tells_cpu="coffea" not in os.path.basename(script))
