"""R, T and the absorption of whole layers with PyMoosh (S matrices); it has no absorption by depth."""
import numpy as np
import PyMoosh


def prepare(task):
    thicknesses = [0] + [t * 1e9 for t in task["thicknesses"]] + [0]
    order = list(range(len(thicknesses)))
    stacks = [
        PyMoosh.Structure(
            [1.0] + [complex(n, k) ** 2 for n, k in zip(ns, ks)] + [1.0], order, thicknesses, verbose=False)
        for ns, ks in zip(task["n"], task["k"])]

    def work():
        sums = np.zeros(3)
        for wavelength, stack in zip(task["wavelengths"], stacks):
            absorbed, _, _, r, t = PyMoosh.absorption(stack, wavelength * 1e9, 0, 0)
            sums += r, t, float(np.real(np.sum(absorbed[1:-1])))
        return sums / len(stacks)

    return work
