"""Guided TE and TM modes with PyMoosh: steepest descent from 40 points on the real axis, the setting it ships with."""
import numpy as np
import PyMoosh
from PyMoosh.modes import guided_modes


def prepare(task):
    layers = [complex(n, k) ** 2 for n, k in zip(task["n"], task["k"])]
    order = list(range(len(layers) + 2))
    stack = PyMoosh.Structure(
        [task["low"] ** 2] + layers + [task["high"] ** 2], order,
        [1000] + [t * 1e9 for t in task["thicknesses"]] + [1000], verbose=False)

    def work():
        found = []
        for polarisation in (0, 1):
            modes = guided_modes(
                stack, task["wavelength"] * 1e9, polarisation, max(task["low"], task["high"]) + 1e-3, max(task["n"]))
            found += sorted(np.real(m) for m in modes if np.real(m) > max(task["low"], task["high"]) + 1e-3)[::-1][:1]
        return found

    return work
