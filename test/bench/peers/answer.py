"""The protocol of peers in Python: a query a line in, a line of JSON out."""
import json
import sys
import time


def answer(prepare, tells_cpu=True):
    """`prepare` gives, for the name of a query, a function without arguments that returns its counts."""
    known = {}
    out, sys.stdout = sys.stdout, sys.stderr
    print(json.dumps({"ready": True}), file=out, flush=True)
    for line in sys.stdin:
        query = line.strip()
        try:
            if query not in known:
                known[query] = prepare(query)
            start, used = time.perf_counter(), time.process_time()
            counts = known[query]()
            ms, cpu = (time.perf_counter() - start) * 1e3, (time.process_time() - used) * 1e3
            found = {"ms": ms, "cpu": cpu if tells_cpu else 0, "counts": [float(c) for c in counts]}
        except Exception as error:  # told to whoever asked
            found = {"error": f"{type(error).__name__}: {error}"[:300]}
        print(json.dumps(found), file=out, flush=True)
