#!/usr/bin/env python3
"""Resamples published optical constants into Driftlight's own tables (Materials/*.csv).

usage: resample-optical-constants.py DATABASE TFB_MODEL OUTPUT

DATABASE   a folder of refractiveindex.info YAML files (CC0), either the database's own tree (…/data) or a flat copy in
           which '/' became '__', ' ' became '_' and brackets were dropped.
TFB_MODEL  a CSV `wavelength_nm,n,k` of the Kramers-Kronig model of TFB (see its header line below); '-' skips it.
OUTPUT     folder for the tables, normally Sources/Materials/Resources/OpticalConstants.

Source data are interpolated linearly in wavelength onto a uniform grid of whole nanometres; the largest departure of the
resampled table from the source's own points, again linearly interpolated, is printed into each header. Needs PyYAML.
"""

import math
import re
import sys
from pathlib import Path

import yaml

DATABASE_CITATION = "refractiveindex.info database (CC0), Polyanskiy, Sci. Data 11, 94 (2024), doi:10.1038/s41597-023-02898-2"

# name, database path, step nm, (first, last) nm or None for all within 300-1000 nm, material, citation, DOI, sample
TABLES = [
    ("soda-lime-rubin", "glass/misc/soda-lime/nk/Rubin-clear.yml", 5, "soda-lime glass, clear",
     "M. Rubin, Sol. Energy Mater. 12, 275 (1985)", "10.1016/0165-1633(85)90052-8", "window glass"),
    ("ITO-minenkov-glass", "other/mixed crystals/In2O3-SnO2/nk/Minenkov-glass.yml", 2, "indium tin oxide",
     "A. Minenkov et al., ACS Appl. Mater. Interfaces 16, 9517 (2024)", "10.1021/acsami.3c17923", "110 nm ITO on glass"),
    ("ITO-konig", "other/mixed crystals/In2O3-SnO2/nk/Konig.yml", 2, "indium tin oxide",
     "T. A. F. König et al., ACS Nano 8, 6182 (2014)", "10.1021/nn501601e", "72 nm ITO film on BK7 glass"),
    ("ZnO-stelling", "main/ZnO/nk/Stelling.yml", 2, "zinc oxide",
     "C. Stelling et al., Sci. Rep. 7, 42530 (2017)", "10.1038/srep42530", "40 nm film on silicon"),
    ("Al2O3-zhukovsky", "main/Al2O3/nk/Zhukovsky.yml", 5, "aluminium oxide, amorphous",
     "S. V. Zhukovsky et al., Phys. Rev. Lett. 115, 177402 (2015)", "10.1103/PhysRevLett.115.177402",
     "20 nm atomic-layer-deposited film on silicon, 120 °C"),
    ("CsPbBr3-brennan", "other/perovskite/CsPbBr3/nk/Brennan.yml", 1, "caesium lead bromide",
     "M. C. Brennan et al., MRS Commun. (2024)", "10.1557/s43579-024-00576-x",
     "melt-grown polished crystal, room temperature"),
    ("CsPbBr3-ermolaev-o", "other/perovskite/CsPbBr3/nk/Ermolaev-o.yml", 1, "caesium lead bromide, ordinary ray",
     "G. Ermolaev et al., Nano Lett. 23, 2570 (2023)", "10.1021/acs.nanolett.2c04792", "single crystal, ordinary ray"),
    ("CsPbBr3-ermolaev-e", "other/perovskite/CsPbBr3/nk/Ermolaev-e.yml", 1, "caesium lead bromide, extraordinary ray",
     "G. Ermolaev et al., Nano Lett. 23, 2570 (2023)", "10.1021/acs.nanolett.2c04792", "single crystal, extraordinary ray"),
    ("MAPbI3-phillips", "other/perovskite/CH3NH3PbI3/nk/Phillips.yml", 2, "methylammonium lead iodide",
     "L. J. Phillips et al., Data in Brief 5, 926 (2015)", "10.1016/j.dib.2015.10.026", "film on silicon, two-step vapour"),
    ("MAPbI3-leguy", "other/perovskite/CH3NH3PbI3/nk/Leguy.yml", 1, "methylammonium lead iodide",
     "A. M. A. Leguy et al., Chem. Mater. 27, 3397 (2015)", "10.1021/acs.chemmater.5b00660",
     "single crystal, critical-point model of the measurement"),
    ("Ag-jiang", "main/Ag/nk/Jiang.yml", 2, "silver",
     "Y. Jiang, S. Pillai, M. A. Green, Sci. Rep. 6, 30605 (2016)", "10.1038/srep30605", "deposited and annealed film"),
    ("Au-olmon", "main/Au/nk/Olmon-ev.yml", 5, "gold",
     "R. L. Olmon et al., Phys. Rev. B 86, 235147 (2012)", "10.1103/PhysRevB.86.235147", "evaporated film"),
    ("air", "other/mixed gases/air/nk/Ciddor.yml", 50, "air",
     "P. E. Ciddor, Appl. Opt. 35, 1566 (1996)", "10.1364/AO.35.001566", "dry standard air, 15 °C, 101.325 kPa"),
]

FIRST, LAST = 300, 1000  # nm: everything the bench computes lies inside

# At photon energies below the gap of ZnO (3.3 eV, 375 nm) the ellipsometric fit of a 40 nm film leaves k near 0.01, which
# an undoped film should not have and which so thin a film cannot resolve. The transparent variant fades k to zero
# between these wavelengths (nm) by a half cosine.
ZNO_FADE = (375, 400)


def source_path(folder, path):
    for candidate in (path, re.sub(r"[()]", "", path.replace("/", "__").replace(" ", "_"))):
        found = folder / candidate
        if found.exists():
            return found
    sys.exit(f"no {path} in {folder}: give the folder that holds the database's files")


def rows(text):
    return [tuple(float(x) for x in line.split()) for line in text.strip().splitlines()]


def linear(points, x, column):
    """Linear interpolation in sorted points; ends are not exceeded by callers."""
    low, high = 0, len(points) - 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if points[middle][0] <= x else (low, middle)
    a, b = points[low], points[high]
    return a[column] + (b[column] - a[column]) * (x - a[0]) / (b[0] - a[0])


def dispersion(block):
    """n of the database's dispersion formulas 5 (power series) and 6 (gases); wavelength in µm."""
    c = [float(x) for x in str(block["coefficients"]).split()]
    kind = block["type"]
    if kind == "formula 5":
        return lambda w: c[0] + sum(c[i] * w ** c[i + 1] for i in range(1, len(c) - 1, 2))
    if kind == "formula 6":
        return lambda w: 1 + c[0] + sum(c[i] / (c[i + 1] - w**-2) for i in range(1, len(c) - 1, 2))
    sys.exit(f"dispersion {kind} is not needed by any table here; add it where it is")


def read_source(file):
    """(range nm, n(nm), k(nm), the source's own wavelengths nm)."""
    n = k = None
    bounds, points = [], set()
    for block in yaml.safe_load(file.read_text(encoding="utf-8"))["DATA"]:
        kind = block["type"]
        if kind.startswith("tabulated"):
            table = [(r[0] * 1000, *r[1:]) for r in rows(block["data"])]
            bounds.append((table[0][0], table[-1][0]))
            points.update(r[0] for r in table)
            if kind.endswith("nk"):
                n, k = (lambda w, t=table: linear(t, w, 1)), (lambda w, t=table: linear(t, w, 2))
            elif kind.endswith(" k"):
                k = lambda w, t=table: linear(t, w, 1)
            else:
                n = lambda w, t=table: linear(t, w, 1)
        else:
            formula = dispersion(block)
            n = lambda w, f=formula: f(w / 1000)
            bounds.append(tuple(float(x) * 1000 for x in str(block["wavelength_range"]).split()))
    return (max(b[0] for b in bounds), min(b[1] for b in bounds)), n, k or (lambda w: 0.0), sorted(points)


def grid(bounds, step):
    first = -(-max(FIRST, bounds[0]) // step) * step  # first multiple of the step inside the range
    result = []
    while first <= min(LAST, bounds[1]) + 1e-9:
        result.append(int(first))
        first += step
    return result


def write(folder, name, header, table):
    lines = ["# Driftlight optical constants, format 1", f"# name: {name}"]
    lines += [f"# {key}: {value}" for key, value in header]
    lines += [f"# range: {table[0][0]} to {table[-1][0]} nm", "wavelength_nm,n,k"]
    lines += [f"{w},{n:.6g},{k if k >= 1e-9 else 0:.6g}" for w, n, k in table]  # k < 1e-9 is 0 at any thickness here
    (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    database, model, output = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    for name, path, step, material, citation, doi, sample in TABLES:
        bounds, n, k, points = read_source(source_path(database, path))
        table = [(w, n(w), k(w)) for w in grid(bounds, step)]
        inside = [p for p in points if table[0][0] <= p <= table[-1][0]] or [w + 0.5 for w, _, _ in table[:-1]]
        departure = [max(abs(linear(table, p, i) - f(p)) for p in inside) for i, f in ((1, n), (2, k))]
        header = [
            ("material", material), ("source", citation), ("doi", doi), ("sample", sample), ("evidence", "measured"),
            ("database", f"{path} of the {DATABASE_CITATION}"),
            ("resampling", f"linear onto {step} nm; largest departure from the source's points "
             f"n {departure[0]:.1e}, k {departure[1]:.1e}"),
        ]
        write(output, name, header, table)
        if name == "ZnO-stelling":
            def fade(w):
                x = min(1, max(0, (w - ZNO_FADE[0]) / (ZNO_FADE[1] - ZNO_FADE[0])))
                return 0.5 * (1 + math.cos(math.pi * x))

            header = [(key, "model" if key == "evidence" else value) for key, value in header] + [
                ("correction", f"k as measured to {ZNO_FADE[0]} nm, faded by a half cosine to 0 at {ZNO_FADE[1]} nm and "
                 "beyond: k near 0.01 in the gap is taken for an artefact of the 40 nm fit; n unchanged"),
            ]
            write(output, "ZnO-stelling-transparent", header, [(w, a, b * fade(w)) for w, a, b in table])
    if model != "-":
        lines = [line for line in Path(model).read_text(encoding="utf-8").splitlines() if re.match(r"\d", line)]
        table = [tuple(float(x) for x in line.split(",")) for line in lines]
        header = [
            ("material", "TFB, poly(9,9-dioctylfluorene-alt-N-(4-sec-butylphenyl)-diphenylamine)"),
            ("source", "this project: absorption bands guessed after a related polyfluorene-arylamine "
             "(PFO-PBAB, PMC3743350 table 1), n by Kramers-Kronig"),
            ("doi", "none"),
            ("sample", "no film: bands at 388 nm (FWHM 65 nm, 1.5e5 cm-1) and 225 nm (50 nm, 1.2e5 cm-1), "
             "offset of n chosen for n(538 nm) = 1.70; plausible alpha(355 nm) 4e4 to 1.2e5 cm-1, n(355 nm) 1.36 to 1.75"),
            ("evidence", "model"),
            ("resampling", "2 nm from the model's own 1 nm points"),
        ]
        write(output, "TFB-model", header, [(int(r[0]), r[1], r[2]) for r in table if r[0] % 2 == 0 and r[0] <= LAST])


main()
