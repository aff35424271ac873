"""Makes the files of root-speed.ts, and reads them with uproot: a line in, a line of JSON out.

python root_speed.py make FOLDER      writes FOLDER/NAME.root for each name that is printed
python root_speed.py read FOLDER      then `arrays NAME` or `each NAME`: the milliseconds of reading the muons of a file, opening
                                      included; `check NAME`: digests of what was read
"""

import hashlib
import json
import os
import sys
import time

import awkward as ak
import numpy as np
import uproot

EVENTS = 500_000
CLUSTER = 50_000
FIELDS = ("pt", "eta", "phi", "mass")
COLUMNS = ["Muon_" + field for field in FIELDS]
CODECS = {"LZ4": uproot.LZ4(4), "ZSTD": uproot.ZSTD(5), "ZLIB": uproot.ZLIB(1)}


def muons():
    random = np.random.default_rng(20261123)
    counts = random.poisson(2.5, EVENTS)
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    n = int(offsets[-1])
    values = {
        "pt": 3 + random.exponential(25, n),
        "eta": random.normal(0, 1.2, n).clip(-2.4, 2.4),
        "phi": random.uniform(-np.pi, np.pi, n),
        "mass": 0.1057 * random.normal(1, 0.01, n),
    }
    return offsets, {name: column.astype(np.float32) for name, column in values.items()}


def rounded(values, bits=10):
    """With mantissas of so many bits, as NanoAOD stores them: bytes that repeat, so that codecs have something to do."""
    drop = 23 - bits
    whole = values.view(np.uint32) + np.uint32(1 << (drop - 1))
    return (whole >> drop << drop).view(np.float32)


def write(path, codec, offsets, columns):
    tree = None
    with uproot.recreate(path, compression=codec) as file:
        for start in range(0, EVENTS, CLUSTER):
            of = offsets[start : start + CLUSTER + 1]
            contents = [ak.contents.NumpyArray(column[of[0] : of[-1]]) for column in columns.values()]
            record = ak.contents.RecordArray(contents, list(columns))
            muon = ak.Array(ak.contents.ListOffsetArray(ak.index.Index64(of - of[0]), record))
            if tree is None:
                join = lambda outer, inner: inner if outer == "" else outer + "_" + inner
                tree = file.mktree("Events", {"Muon": ak.type(muon).content}, field_name=join)
            tree.extend({"Muon": muon})


def make(folder):
    offsets, exact = muons()
    sets = {"exact": exact, "rounded": {name: rounded(column) for name, column in exact.items()}}
    for kind, columns in sets.items():
        for codec, compression in CODECS.items():
            name = codec + "-" + kind
            write(os.path.join(folder, name + ".root"), compression, offsets, columns)
            print(name)


def arrays(path):
    with uproot.open(path) as file:
        return file["Events"].arrays(COLUMNS, library="ak")


def each(path):
    with uproot.open(path) as file:
        tree = file["Events"]
        return {column: tree[column].array() for column in COLUMNS}


def digest(buffer):
    return hashlib.sha256(np.ascontiguousarray(buffer).tobytes()).hexdigest()


def check(path):
    found = arrays(path)
    lists = [found[column].layout.to_ListOffsetArray64(True) for column in COLUMNS]
    digests = [digest(one.content.data[: one.offsets[-1]]) for one in lists]
    offsets = {digest(np.asarray(one.offsets).astype(np.int32)) for one in lists}
    return {"digests": digests + sorted(offsets)}


def timed(read, path):
    wall, cpu = time.perf_counter(), time.process_time()
    read(path)
    return {"ms": (time.perf_counter() - wall) * 1000, "cpu": (time.process_time() - cpu) * 1000}


def answer(question, name):
    path = os.path.join(sys.argv[2], name + ".root")
    return check(path) if question == "check" else timed({"arrays": arrays, "each": each}[question], path)


if sys.argv[1] == "make":
    make(sys.argv[2])
else:
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(*line.split())), flush=True)
