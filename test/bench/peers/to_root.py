"""Writes the columns of a flat Parquet file as ROOT does: a TTree and an RNTuple.

python to_root.py FLAT.parquet TTREE.root RNTUPLE.root     (the last only with the package `root`)
Lists of one collection share their counter, names stay as they are (Muon_pt, nMuon). ROOT itself rewrites the tree in
clusters of 50,000 events, compressed with ZSTD 5; without the package `root` the tree stays as uproot wrote it.
"""
import os
import sys

import awkward as ak
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import uproot

COLLECTIONS = ("Muon", "Electron", "Jet")
WANTED = ("run", "luminosityBlock", "event", "MET_pt", "MET_phi")


def columns_of(names):
    fields = {c: [n for n in names if n.startswith(c + "_")] for c in COLLECTIONS}
    return {c: f for c, f in fields.items() if f}, [n for n in names if n in WANTED]


def batch(table, collections, scalars):
    data = {name: table.column(name).to_numpy() for name in scalars}
    for name, fields in collections.items():
        lists = [table.column(field).combine_chunks() for field in fields]
        lists = [one.chunk(0) if isinstance(one, pa.ChunkedArray) else one for one in lists]
        offsets = ak.index.Index64(lists[0].offsets.to_numpy().astype(np.int64))
        contents = [ak.contents.NumpyArray(one.values.to_numpy(zero_copy_only=False)) for one in lists]
        record = ak.contents.RecordArray(contents, [field[len(name) + 1 :] for field in fields])
        data[name] = ak.Array(ak.contents.ListOffsetArray(offsets, record))
    return data


def write(parquet, target):
    file = pq.ParquetFile(parquet)
    numbers = lambda t: pa.types.is_floating(t) or pa.types.is_integer(t)
    names = [f.name for f in file.schema_arrow if numbers(f.type.value_type if pa.types.is_list(f.type) else f.type)]
    collections, scalars = columns_of(names)
    wanted = scalars + [f for fields in collections.values() for f in fields]
    with uproot.recreate(target, compression=uproot.ZSTD(1)) as out:
        tree = None
        for group in range(file.num_row_groups):
            data = batch(file.read_row_group(group, columns=wanted), collections, scalars)
            if tree is None:
                types = {k: v.dtype if isinstance(v, np.ndarray) else ak.type(v).content for k, v in data.items()}
                join = lambda outer, inner: inner if outer == "" else outer + "_" + inner
                tree = out.mktree("Events", types, field_name=join)
            tree.extend(data)


def rewrite(source, target, ntuple):
    import ROOT

    options = ROOT.RDF.RSnapshotOptions()
    options.fCompressionAlgorithm = ROOT.RCompressionSetting.EAlgorithm.kZSTD
    options.fCompressionLevel = 5
    options.fAutoFlush = 0 if ntuple else 50_000
    if ntuple:
        options.fOutputFormat = ROOT.RDF.ESnapshotOutputFormat.kRNTuple
    ROOT.RDataFrame("Events", source).Snapshot("Events", target + ".part", "", options)
    os.replace(target + ".part", target)


parquet, tree, ntuple = sys.argv[1:4]
first = tree + ".uproot"
write(parquet, first)
try:
    import ROOT
except ImportError:
    os.replace(first, tree)
else:
    rewrite(first, tree, False)
    rewrite(first, ntuple, True)
    os.remove(first)
