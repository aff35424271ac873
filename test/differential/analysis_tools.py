"""Writes analysis-tools.json: what coffea gives for cutflows, N-1, weights and luminosity masks of random events.

    python test/differential/analysis_tools.py > test/differential/analysis-tools.json

It needs coffea (`npm run setup:bench`). The events are in the file too, so that the comparison needs no Python.
"""

import json
import sys
import tempfile

import awkward
import coffea
import numpy
from coffea.analysis_tools import PackedSelection, Weights
from coffea.lumi_tools import LumiList, LumiMask

N = 200
rng = numpy.random.default_rng(20261123)
events = {
    "trigger": rng.random(N) < 0.7,
    "met": rng.exponential(30, N),
    "njet": rng.poisson(2.5, N),
    "veto": rng.random(N) < 0.1,
    "weight": rng.normal(1, 0.3, N),
    "pileup": rng.normal(1, 0.1, N),
    "pileupUp": rng.normal(1.1, 0.1, N),
    "pileupDown": rng.normal(0.9, 0.1, N),
    "run": rng.choice([273158, 273302, 273402, 274000], N).astype("uint32"),
    "luminosityBlock": rng.integers(0, 40, N).astype("uint32"),
}
# sections begin at 1: a range from 0 on coffea takes for an empty one
golden = {"273158": [[1, 12], [20, 30]], "273302": [[5, 5], [7, 9], [33, 39]], "273402": [[1, 3]]}

weights = Weights(N, storeIndividual=True)
weights.add("generator", events["weight"])
# coffea divides the variations that it is given in place
weights.add("pileup", events["pileup"], events["pileupUp"].copy(), events["pileupDown"].copy())

selection = PackedSelection()
selection.add("trigger", events["trigger"])
selection.add("met", events["met"] > 25)
selection.add("jets", events["njet"] >= 2)
selection.add("veto", events["veto"])


def numbers(values):
    return [float(x) for x in values]


def cutflow(names, weighted):
    found = selection.cutflow(*names, weights=weights if weighted else None)
    result = found.result()
    told = {"labels": list(result.labels), "alone": numbers(result.nevonecut), "passed": numbers(result.nevcutflow)}
    if weighted:
        told |= {"weightsAlone": numbers(result.wgtevonecut), "weightsPassed": numbers(result.wgtevcutflow)}
    return told


def n_minus_one(names, weighted):
    result = selection.nminusone(*names, weights=weights if weighted else None).result()
    told = {"labels": list(result.labels), "events": numbers(result.nev)}
    if weighted:
        told |= {"weights": numbers(result.wgtev)}
    return told


with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
    json.dump(golden, file)
    file.flush()
    mask = LumiMask(file.name)(events["run"], events["luminosityBlock"])
seen = LumiList(events["run"][mask], events["luminosityBlock"][mask])

ORDERS = [["trigger", "met", "jets", "veto"], ["jets", "veto", "trigger"], ["met"]]
json.dump(
    {
        "versions": {"coffea": coffea.__version__, "awkward": awkward.__version__, "numpy": numpy.__version__},
        "events": {name: values.tolist() for name, values in events.items()},
        "golden": golden,
        "cutflows": [
            {"cuts": names, "weighted": weighted, **cutflow(names, weighted)}
            for names in ORDERS
            for weighted in (False, True)
        ],
        "nMinusOne": [
            {"cuts": names, "weighted": weighted, **n_minus_one(names, weighted)}
            for names in ORDERS[:2]
            for weighted in (False, True)
        ],
        "masks": {
            "all": selection.all("trigger", "met").tolist(),
            "any": selection.any("jets", "veto").tolist(),
            "require": selection.require(trigger=True, veto=False, met=False).tolist(),
        },
        "weights": {
            "total": numbers(weights.weight()),
            "pileupUp": numbers(weights.weight("pileupUp")),
            "pileupDown": numbers(weights.weight("pileupDown")),
            "include": numbers(weights.partial_weight(include=["pileup"])),
            "exclude": numbers(weights.partial_weight(exclude=["pileup"])),
            "variations": sorted(weights.variations),
            "statistics": {
                name: {"sumw": float(one.sumw), "sumw2": float(one.sumw2), "min": float(one.minw), "max": float(one.maxw)}
                for name, one in weights.weightStatistics.items()
            },
        },
        "lumiMask": mask.tolist(),
        "lumiSections": sorted([int(run), int(section)] for run, section in numpy.unique(seen.array, axis=0)),
    },
    sys.stdout,
    indent=None,
)
print()
