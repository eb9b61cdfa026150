"""Diffusing carriers of a film by finite volumes, LSODA of scipy with its banded matrix, to the tolerance ours keeps (2e-5)."""
import numpy as np
from scipy.integrate import solve_ivp


def system(task):
    """Right-hand side in units of the mean density of the pulse; the light, which ours gives too, is left out."""
    cells, scale = task["cells"], task["density"]
    h = task["thickness"] / cells
    exchange = task["diffusivity"] / (h * h)
    surface = 1 / (1 / task["surface"] + 0.5 * h / task["diffusivity"]) / h
    k1, k3 = task["k1"], scale * scale * task["k3"]
    k2 = scale * (task["k2r"] + task["k2nonr"])
    start = np.exp(-np.arange(cells) * h / task["absorptionLength"])
    start *= cells / start.sum()
    own = np.full(cells, 2 * exchange)
    own[[0, -1]] = exchange + surface

    def rates(n, out):
        out[:] = -n * (own + k1 + n * (k2 + n * k3))
        out[:-1] += exchange * n[1:]
        out[1:] += exchange * n[:-1]
        return out

    return rates, start, cells


def prepare(task):
    rates, start, cells = system(task)
    times = np.array(task["times"])
    out = np.empty(cells)

    def work():
        found = solve_ivp(
            lambda t, n: rates(n, out).copy(), (0, times[-1]), start, method="LSODA", t_eval=times, rtol=2e-5, atol=1e-9,
            lband=1, uband=1)
        return [found.y[:, k].mean() for k in (5, 20, 100)]

    return work
