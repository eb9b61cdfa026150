"""dn/dt = -k1 n - k2 n^2 - k3 n^3 with LSODA of scipy, at the tolerance our Taylor steps keep."""
import numpy as np
from scipy.integrate import solve_ivp


def prepare(task):
    times = np.array(task["times"])
    k1, k2, k3, start = task["k1"], task["k2"], task["k3"], task["start"]
    scale = start

    def work():
        def rate(_, n):
            return -n * (k1 + scale * n * (k2 + k3 * scale * n))

        found = solve_ivp(rate, (0, times[-1]), [1.0], method="LSODA", t_eval=times, rtol=1e-10, atol=1e-14)
        return [found.y[0][len(times) // 2], found.y[0][-1]]

    return work
