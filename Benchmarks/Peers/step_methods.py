"""Work of other integrators over a step of bias with ions, electrons and holes (Documentation/decisions/0006).

    python step_methods.py step_led.json 1e-3 1e-4 1e-5

needs numpy, scipy and scikit-sundae. On the discretisation of Tests/Oracles/diode_step.py run, at each relative tolerance,
IDA of SUNDIALS (BDF of order 1 to 5 with Newton iteration) and Radau IIA of order 5 (below, after scipy's for M y' = f(y):
Hairer and Wanner, Solving Ordinary Differential Equations II, section IV.8). Printed are steps tried, Newton iterations,
factorisations, and the largest relative error of the terminal current at the times of the file from 10 ns on, against IDA
at 1e-7. An iteration of BDF is one residual and one solution; one of Radau IIA three residuals and one real and one complex
solution, and a factorisation of it is one real and one complex.

The files step_led.json (shipped diode, 0 to 6 V, without the trap in the film, over which IDA's iteration stands still) and
step_cell.json (three-layer cell in the dark, 0 to 1.1 V) hold the numbers of the shipped devices as the program's tests
hand them over (Tests/Verification/DiodeStep.swift).
"""
import json
import pathlib
import sys
import time

import numpy as np
from scipy.integrate._ivp.radau import E, MU_COMPLEX, MU_REAL, C, P, T, TI, TI_COMPLEX, TI_REAL, predict_factor
from scipy.sparse import csc_matrix
from scipy.sparse.linalg import splu

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "Tests" / "Oracles"))
from diode_step import Diode  # noqa: E402

# Absolute tolerances of potential (V_t), ions and carriers (1e24 m^-3) over the relative one, as in our own norm.
SHARES = (10, 1.2e-2, 1.2e-6)


class Radau:
    """Radau IIA with three stages for F(y, y') = M y' - f(y) = 0."""

    def __init__(self, diode, start, tolerance):
        self.d, self.n, self.tolerance = diode, diode.n * diode.m, tolerance
        self.half = 3 * diode.m - 1
        absolute = np.full((diode.n, diode.m), SHARES[2] * tolerance)
        absolute[:, 0] = SHARES[0] * tolerance
        absolute[:, 1:-2] = SHARES[1] * tolerance
        self.absolute = absolute.ravel()
        self.steps = self.iterations = self.factorisations = self.jacobians = 0
        self.mass = self.differences(lambda v: self.full(start, v) - self.full(start, 0 * v), 0 * start, np.ones(self.n))

    def full(self, y, rates):
        out = np.empty(self.n)
        self.d.residual(0.0, y, rates, out)
        return out

    def f(self, y):
        return -self.full(y, np.zeros(self.n))

    def differences(self, function, y, increments):
        base, width = function(y), 2 * self.half + 1
        rows, columns, values = [], [], []
        for colour in range(width):
            probe = y.copy()
            probe[colour::width] += increments[colour::width]
            change = function(probe) - base
            for j in range(colour, self.n, width):
                low, high = max(0, j - self.half), min(self.n, j + self.half + 1)
                found = change[low:high] / increments[j]
                kept = np.flatnonzero(found)
                rows.append(kept + low)
                columns.append(np.full(len(kept), j))
                values.append(found[kept])
        return csc_matrix(
            (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape=(self.n, self.n))

    def run(self, y, times):
        t, h, end, rtol = 0.0, 1e-14, times[-1], self.tolerance
        newton_tolerance = max(10 * np.finfo(float).eps / rtol, min(0.03, rtol**0.5))
        readings, old_h, old_norm, polynomial, start_of_old = [], None, None, None, None
        jacobian, fresh, factors = None, False, None
        while t < end:
            h = min(h, end - t)
            f = self.f(y)
            scale = self.absolute + rtol * np.abs(y)
            rejected = False
            while True:
                if h < 1e-22:
                    raise RuntimeError(f"step too small at {t} s")
                if jacobian is None:
                    jacobian, fresh, factors = self.jacobian(y), True, None
                if polynomial is None:
                    z = np.zeros((3, self.n))
                else:
                    z = polynomial(t + h * C).T - y
                self.steps += 1
                while True:
                    if factors is None:
                        factors = (splu((MU_REAL / h * self.mass - jacobian).tocsc()),
                                   splu((MU_COMPLEX / h * self.mass - jacobian).tocsc()))
                        self.factorisations += 1
                    converged, rounds, z, rate = self.collocate(y, h, z, scale, newton_tolerance, factors)
                    if converged or fresh:
                        break
                    jacobian, fresh, factors = self.jacobian(y), True, None
                if not converged:
                    h, factors = h / 2, None
                    continue
                new = y + z[-1]
                combined = self.mass @ (z.T @ E) / h
                error = factors[0].solve(f + combined)
                scale = self.absolute + rtol * np.maximum(np.abs(y), np.abs(new))
                norm = np.sqrt(np.mean((error / scale)**2))
                safety = 0.9 * 13 / (12 + rounds)
                if rejected and norm > 1:
                    error = factors[0].solve(self.f(y + error) + combined)
                    norm = np.sqrt(np.mean((error / scale)**2))
                if norm > 1:
                    h *= max(0.2, safety * predict_factor(h, old_h, norm, old_norm))
                    factors, rejected = None, True
                    continue
                break
            q, begin, length, base = z.T @ P, t, h, y

            def polynomial(at, q=q, begin=begin, length=length, base=base):
                x = (np.atleast_1d(at) - begin) / length
                return base[:, None] + q @ np.array([x, x**2, x**3])

            for moment in times:
                if begin < moment <= begin + length:
                    x = (moment - begin) / length
                    rates = q @ np.array([1, 2 * x, 3 * x * x]) / length
                    readings.append(self.d.reading(polynomial(moment)[:, 0], rates)["current"])
            recompute = rounds > 2 and rate > 1e-3
            factor = min(10, safety * predict_factor(h, old_h, norm, old_norm))
            if not recompute and factor < 1.2:
                factor = 1
            else:
                factors = None
            old_h, old_norm = h, norm
            t, y, h = t + h, new, h * factor
            if end - t < 1e-12 * end:
                break
            if recompute:
                jacobian = None
            fresh = False
        return np.array(readings)

    def jacobian(self, y):
        self.jacobians += 1
        # Increments as IDA's: what the tolerance takes for nothing.
        return self.differences(self.f, y, self.absolute + self.tolerance * np.abs(y))

    def collocate(self, y, h, z, scale, tolerance, factors):
        """Simplified Newton iteration for the three stages."""
        w, old, rate = TI @ z, None, None
        real, complex_ = MU_REAL / h, MU_COMPLEX / h
        for k in range(6):
            self.iterations += 1
            f = np.array([self.f(y + one) for one in z])
            if not np.all(np.isfinite(f)):
                return False, k + 1, z, rate
            first = factors[0].solve(f.T @ TI_REAL - real * (self.mass @ w[0]))
            pair = factors[1].solve(f.T @ TI_COMPLEX - complex_ * (self.mass @ (w[1] + 1j * w[2])))
            change = np.array([first, pair.real, pair.imag])
            norm = np.sqrt(np.mean((change / scale)**2))
            if old is not None:
                rate = norm / old
                if rate >= 1 or rate**(6 - k) / (1 - rate) * norm > tolerance:
                    return False, k + 1, z, rate
            w = w + change
            z = T @ w
            if norm == 0 or (rate is not None and rate / (1 - rate) * norm < tolerance):
                return True, k + 1, z, 0 if rate is None else rate
            old = norm
        return False, 6, z, rate


def main(path, tolerances):
    with open(path) as file:
        data = json.load(file)
    times = np.array(data["times"])
    late = times >= 0.99e-8

    def bdf(tolerance):
        answer = Diode(data, 1).run(tolerance, SHARES)
        return np.array([one["current"] for one in answer["readings"]]), [
            answer["steps"], answer["iterations"], answer["factorisations"]]

    def radau(tolerance):
        diode = Diode(data, 1)
        diode.prepare_joints()
        state = diode.jump(diode.rest(), data["bias"]).ravel()
        method = Radau(diode, state, tolerance)
        currents = method.run(state, times)
        return currents, [method.steps, method.iterations, method.factorisations, method.jacobians]

    reference, _ = bdf(1e-7)
    for name, method in (("IDA", bdf), ("Radau IIA", radau)):
        for tolerance in tolerances:
            start = time.process_time()
            try:
                currents, work = method(tolerance)
            except RuntimeError as error:
                print(f"{name} at {tolerance:g}: {error}", flush=True)
                continue
            errors = np.abs(currents / reference - 1)[late]
            counts = dict(zip(["steps tried", "iterations", "factorisations", "Jacobians"], work))
            print(f"{name} at {tolerance:g}: {counts}, error of the current {errors.max():.1e} (median "
                  f"{np.median(errors):.1e}), {time.process_time() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], [float(x) for x in sys.argv[2:]] or [1e-3, 1e-4, 1e-5])
