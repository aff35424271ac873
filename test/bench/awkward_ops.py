"""The operations of awkward.ts in Awkward Array: names on stdin, times on stdout.

`run NAME` answers the wall and CPU milliseconds of one run; `answer NAME` writes the result to NAME.answer in the folder
of the data, as the flat numbers that awkward.ts writes too. Started by awkward.ts.
"""

import os
import sys
import time

import awkward as ak
import numpy as np

folder = sys.argv[1]


def raw(name, dtype):
    return np.fromfile(os.path.join(folder, name), dtype=dtype)


def jagged(offsets, content):
    # 64-bit offsets are Awkward's own: what it makes by itself has them
    index = ak.index.Index64(raw(offsets, np.int32).astype(np.int64))
    return ak.Array(ak.contents.ListOffsetArray(index, ak.contents.NumpyArray(content)))


x = jagged("x.offsets", raw("x", np.float64))
z = jagged("z.offsets", raw("z", np.float64))
k = jagged("k.offsets", raw("k", np.int64))
y = ak.Array(raw("y", np.float64))
padded = ak.pad_none(x, 3)

OPERATIONS = {
    "num": lambda: ak.num(x, axis=1),
    "sum": lambda: ak.sum(x, axis=1),
    "min": lambda: ak.min(x, axis=1),
    "max": lambda: ak.max(x, axis=1),
    "argmax": lambda: ak.argmax(x, axis=1),
    "any": lambda: ak.any(x, axis=1),
    "mean": lambda: ak.mean(x, axis=1),
    "sort": lambda: ak.sort(x, axis=1),
    "argsort": lambda: ak.argsort(x, axis=1),
    "flatten": lambda: ak.flatten(x, axis=1),
    "firsts": lambda: ak.firsts(x, axis=1),
    "pad_none": lambda: ak.pad_none(x, 3, axis=1),
    "fill_none": lambda: ak.fill_none(padded, 0.0),
    "mask": lambda: x[x > 50],
    "slice": lambda: x[:, :2],
    "index": lambda: x[k],
    "add": lambda: x + 1,
    "multiply": lambda: x * y,
    "combinations": lambda: ak.combinations(x, 2, axis=1),
    "cartesian": lambda: ak.cartesian([x, z], axis=1),
    "zip": lambda: ak.zip({"x": x, "w": x}).w,
    "concatenate": lambda: ak.concatenate([x, z], axis=1),
    "where": lambda: ak.where(x > 50, x, 0.0),
}


def numbers(layout):
    """Lists as lengths, missing values as 0 and 1 before those that are there, all as doubles."""
    if layout.is_indexed and not layout.is_option:
        layout = layout.project()
    if layout.is_option:
        there = ~np.asarray(layout.mask_as_bool(valid_when=False))
        return [there.astype(np.float64), *numbers(layout.project())]
    if layout.is_list:
        lists = layout.to_ListOffsetArray64(True)
        offsets = np.asarray(lists.offsets)
        return [np.diff(offsets).astype(np.float64), *numbers(lists.content[: offsets[-1]])]
    if layout.is_record:
        return [part for i in range(len(layout.fields)) for part in numbers(layout.content(i))]
    return [np.asarray(layout.data).astype(np.float64)]


def run(name):
    operation = OPERATIONS[name]
    wall, cpu = time.perf_counter(), time.process_time()
    operation()
    return (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000


def answer(name):
    np.concatenate(numbers(OPERATIONS[name]().layout)).tofile(os.path.join(folder, name + ".answer"))


print(f"Awkward {ak.__version__}, NumPy {np.__version__}, Python {sys.version.split()[0]}", flush=True)
for line in sys.stdin:
    command, name = line.split()
    if command == "run":
        print(*run(name), flush=True)
    else:
        answer(name)
        print("written", flush=True)
