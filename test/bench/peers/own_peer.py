"""Peers for the queries of own-queries.ts. python own_peer.py awkward|duckdb|polars FILE THREADS

Each function returns the counts of its histograms with underflow and overflow, axis by axis, first axis slowest.
"""
import os
import sys

from answer import answer

kind, path, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
os.environ["POLARS_MAX_THREADS"] = str(threads)

import numpy as np  # noqa: E402

MOST = 4
NAMED = os.path.join(os.path.dirname(path), "texts.parquet")


def cells(values, bins, low, high):
    """The cell of each value: 0 below, bins + 1 from `high` on."""
    place = np.floor((np.asarray(values, dtype=np.float64) - low) * (bins / (high - low))) + 1
    return np.clip(place, 0, bins + 1).astype(np.int64)


def counted(values, bins, low, high):
    return np.bincount(cells(values, bins, low, high), minlength=bins + 2)


def from_pairs(pairs, length):
    out = np.zeros(length)
    for place, count in pairs:
        out[int(place)] += count
    return out


class Awkward:
    queries = ("categories", "nearest", "four", "texts", "many")

    def __init__(self):
        import awkward as ak
        import pyarrow as pa
        import pyarrow.parquet as pq
        import vector

        vector.register_awkward()
        pa.set_cpu_count(threads)
        self.ak, self.metadata = ak, pq.read_metadata

    def prepare(self, name):
        columns, function = getattr(self, name)()

        def run():
            file = NAMED if name == "texts" else path
            groups = range(self.metadata(file).num_row_groups)
            return sum(function(self.ak.from_parquet(file, columns=columns, row_groups=[g])) for g in groups)

        return run

    def categories(self):
        def of(t):
            jets = self.ak.to_numpy(self.ak.num(t["Jet_pt"]))
            place = (np.minimum(jets, MOST) + 1) * 52 + cells(t["MET_pt"], 50, 0, 200)
            return np.bincount(place, weights=1 + 0.5 * jets, minlength=7 * 52)

        return ["Jet_pt", "MET_pt"], of

    def particles(self, t, name, fields, kind):
        return self.ak.zip({f: t[f"{name}_{f}"] for f in fields}, with_name=kind)

    def nearest(self):
        fields = ("pt", "eta", "phi")

        def of(t):
            ak = self.ak
            muon, jet = (self.particles(t, n, fields, "Momentum3D") for n in ("Muon", "Jet"))
            muon, jet = muon[ak.num(jet) > 0], jet[ak.num(jet) > 0]
            m, j = ak.unzip(ak.cartesian([muon[muon.pt > 10], jet], nested=True))
            return counted(ak.flatten(ak.min(m.deltaR(j), axis=2)), 100, 0, 5)

        return [f"{n}_{f}" for n in ("Muon", "Jet") for f in fields], of

    def four(self):
        fields = ("pt", "eta", "phi", "mass")

        def of(t):
            ak = self.ak
            jet = self.particles(t, "Jet", fields, "Momentum4D")
            jet = jet[jet.pt > 20]
            jet = ak.zip({"px": jet.px, "py": jet.py, "pz": jet.pz, "E": jet.E}, with_name="Momentum4D")
            a, b, c, d = ak.unzip(ak.combinations(jet, 4))
            return counted(ak.flatten((a + b + c + d).mass), 100, 0, 1000)

        return [f"Jet_{f}" for f in fields], of

    def texts(self):
        def of(t):
            chosen = self.ak.str.match_substring(t["name"], "77") & ~self.ak.str.starts_with(t["name"], "1")
            return counted(self.ak.to_numpy(t["MET_pt"][chosen]), 100, 0, 200)

        return ["name", "MET_pt"], of

    def many(self):
        axes = {"pt": (50, 0, 100), "eta": (50, -5, 5), "phi": (50, -3.2, 3.2)}
        names = ("Jet", "Muon", "Electron")

        def of(t):
            found = []
            for name in names:
                values = {f: self.ak.to_numpy(self.ak.flatten(t[f"{name}_{f}"])) for f in axes}
                for chosen in (slice(None), values["pt"] > 15):
                    found += [counted(values[f][chosen], *axis) for f, axis in axes.items()]
            found += [counted(t["MET_pt"], 50, 0, 200), counted(t["MET_phi"], 50, -3.2, 3.2)]
            return np.concatenate(found)

        return [f"{n}_{f}" for n in names for f in axes] + ["MET_pt", "MET_phi"], of


class DuckDB:
    queries = ("categories", "nearest", "texts", "many")

    def __init__(self):
        import duckdb

        self.connection = duckdb.connect(config={"threads": threads})
        self.connection.execute("SET preserve_insertion_order = false")

    def prepare(self, name):
        length, queries = getattr(self, name)(f"read_parquet('{path}')")

        def run():
            found = [from_pairs(self.connection.execute(text).fetchall(), length) for text in queries]
            return np.concatenate(found)

        return run

    @staticmethod
    def cell(value, bins, low, high):
        scaled = f"floor(({value} - {low}) * {bins / (high - low)}::DOUBLE)"
        return f"least(greatest({scaled} + 1, 0), {bins + 1})::SMALLINT"

    def categories(self, table):
        place = f"(least(len(Jet_pt), {MOST}) + 1) * 52 + {self.cell('MET_pt', 50, 0, 200)}"
        return 7 * 52, [f"SELECT {place} AS b, sum(1 + 0.5::DOUBLE * len(Jet_pt)) FROM {table} GROUP BY b"]

    def nearest(self, table):
        wrapped = "abs(abs(f - p) - CASE WHEN abs(f - p) > pi() THEN 2 * pi() ELSE 0 END)"
        distance = f"lambda i: (e - Jet_eta[i]) ** 2 + {wrapped.replace('p)', 'Jet_phi[i])')} ** 2"
        muons = f"SELECT unnest(Muon_pt) AS q, unnest(Muon_eta) AS e, unnest(Muon_phi) AS f, Jet_eta, Jet_phi FROM {table} WHERE len(Jet_eta) > 0"
        least = f"SELECT sqrt(list_min(list_transform(range(1, len(Jet_eta) + 1), {distance}))) AS r FROM ({muons}) WHERE q > 10"
        return 102, [f"SELECT {self.cell('r', 100, 0, 5)} AS b, count(*) FROM ({least}) GROUP BY b"]

    def texts(self, _table):
        condition = "contains(name, '77') AND NOT starts_with(name, '1')"
        table = f"read_parquet('{NAMED}')"
        return 102, [f"SELECT {self.cell('MET_pt', 100, 0, 200)} AS b, count(*) FROM {table} WHERE {condition} GROUP BY b"]

    def many(self, table):
        axes = {"pt": (50, 0, 100), "eta": (50, -5, 5), "phi": (50, -3.2, 3.2)}
        queries = []
        for name in ("Jet", "Muon", "Electron"):
            for condition in ("TRUE", "p > 15"):
                for field, axis in axes.items():
                    values = f"SELECT unnest({name}_{field}) AS v, unnest({name}_pt) AS p FROM {table}"
                    queries.append(f"SELECT {self.cell('v', *axis)} AS b, count(*) FROM ({values}) WHERE {condition} GROUP BY b")
        for field, axis in (("MET_pt", (50, 0, 200)), ("MET_phi", (50, -3.2, 3.2))):
            queries.append(f"SELECT {self.cell(field, *axis)} AS b, count(*) FROM {table} GROUP BY b")
        return 52, queries


class Polars:
    queries = ("categories", "texts")

    def __init__(self):
        import polars

        self.pl = polars

    def prepare(self, name):
        length, plan = getattr(self, name)()
        file = NAMED if name == "texts" else path
        return lambda: from_pairs(plan(self.pl.scan_parquet(file)).collect(engine="streaming").rows(), length)

    def cell(self, value, bins, low, high):
        scaled = (self.pl.col(value).cast(self.pl.Float64) - low) * (bins / (high - low))
        return (scaled.floor() + 1).clip(0, bins + 1).cast(self.pl.Int32)

    def categories(self):
        jets = self.pl.col("Jet_pt").list.len().cast(self.pl.Int32)
        place = ((jets.clip(0, MOST) + 1) * 52 + self.cell("MET_pt", 50, 0, 200)).alias("b")
        weight = (1 + 0.5 * jets).alias("w")
        return 7 * 52, lambda t: t.select(place, weight).group_by("b").agg(self.pl.col("w").sum())

    def texts(self):
        text = self.pl.col("name")
        chosen = text.str.contains("77", literal=True) & ~text.str.starts_with("1")
        place = self.cell("MET_pt", 100, 0, 200).alias("b")
        return 102, lambda t: t.filter(chosen).select(place).group_by("b").agg(self.pl.len())


peer = {"awkward": Awkward, "duckdb": DuckDB, "polars": Polars}[kind]()


def prepare(query):
    if query not in peer.queries:
        raise NotImplementedError(f"{kind} does not answer {query}")
    return peer.prepare(query)


answer(prepare)
