"""R, T and absorption at every depth with tmm (S. J. Byrnes, arXiv:1603.02720), one wavelength after the other."""
import numpy as np
import tmm


def prepare(task):
    thicknesses = [t * 1e9 for t in task["thicknesses"]]
    d = [np.inf] + thicknesses + [np.inf]
    cells = task["cells"]
    depths = [(np.arange(cells) + 0.5) * t / cells for t in thicknesses]
    rows = [[1] + [complex(n, k) for n, k in zip(ns, ks)] + [1] for ns, ks in zip(task["n"], task["k"])]

    def work():
        sums = np.zeros(3)
        for wavelength, n in zip(task["wavelengths"], rows):
            data = tmm.coh_tmm("s", n, d, 0, wavelength * 1e9)
            absorbed = 0.0
            for layer, (places, t) in enumerate(zip(depths, thicknesses), start=1):
                for place in places:
                    absorbed += tmm.position_resolved(layer, place, data)["absor"] * t / cells
            sums += data["R"], data["T"], absorbed
        return sums / len(rows)

    return work
