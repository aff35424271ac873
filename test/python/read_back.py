"""Reads Arrow and Parquet files back and prints what it found as JSON, one line a file.

The names of the files come from standard input, a name a line. Each line printed: the Arrow type of each column as pyarrow has it, the type and the values as
awkward has them. Missing is null; integers are texts, so that all digits stay; NaN and infinities are texts too.
"""

import json
import math
import sys

import awkward as ak
import pyarrow.feather
import pyarrow.parquet


def plain(value):
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        if math.isfinite(value):
            return "-0.0" if value == 0 and math.copysign(1, value) < 0 else value
        return {math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, "NaN")
    if isinstance(value, dict):
        return [[name, plain(of)] for name, of in value.items()]
    if isinstance(value, tuple):
        return [[str(i), plain(of)] for i, of in enumerate(value)]
    return [plain(of) for of in value]


for path in sys.stdin.read().splitlines():
    if path.endswith(".parquet"):
        table = pyarrow.parquet.read_table(path)
        # awkward 2.14 reads no file without row groups
        array = ak.from_parquet(path) if table.num_rows > 0 else ak.from_arrow(table)
    else:
        table = pyarrow.feather.read_table(path, memory_map=False)
        array = ak.from_arrow(table)
    found = {
        "columns": [[field.name, str(field.type), field.nullable] for field in table.schema],
        "arrow": plain(table.to_pylist()),
        "type": str(array.type.content),
        "values": plain(ak.to_list(array)),
    }
    print(json.dumps(found, allow_nan=False))
