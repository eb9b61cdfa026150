#!/usr/bin/env python3
"""An independent solution of ions, electrons and holes in layers, to compare Driftlight's transport with.

Nothing is shared with Driftlight: vertex-centred finite volumes (layers meet in a node, not in a face), the
electrochemical potentials of all species as unknowns in place of their densities, fluxes from the mean density times the
slope of that potential (no exponential fitting), and the variable-order BDF integrator IDA of SUNDIALS (A. C. Hindmarsh et
al., ACM Trans. Math. Softw. 31, 363 (2005), doi:10.1145/1089014.1089020) with a difference-quotient Jacobian.

    pip install scikit-sundae numpy
    python3 Scripts/oracles/drift_diffusion_ida.py led      # cspbbr3-led, set M1, ions and majority electrons, 0 -> 6 V
    python3 Scripts/oracles/drift_diffusion_ida.py cell     # mapi-benchmark without interface traps, light, 0.9 -> 0.2 V

Prints time and current after the step; the tables stand in Tests/Verification/IndependentMethodTests.swift.
"""
import sys
import numpy as np
from sksundae.ida import IDA

q, kB, e0 = 1.602176634e-19, 1.380649e-23, 8.8541878188e-12


def graded(length, first, ratio, largest):
    half, w = [], first
    while sum(half) < length / 2:
        half.append(w)
        w = min(w * ratio, largest)
    scale = length / 2 / sum(half)
    half = [h * scale for h in half]
    return half + half[::-1]


class Device:
    """layers: dicts with d, eps, charge (fixed, m^-3), largest, species: {name: dict(z, D, kind, states, level, rest)}.

    Density of a species in a layer: states * f(psi - z phi/Vt - level), f = exp ("boltzmann") or 1/(1+exp(-x)) ("sites").
    """

    def __init__(self, layers, species, T, Vbi, contacts, recombination=None, generation=None, first=0.05e-9, ratio=1.12):
        self.Vt = kB * T / q
        self.names = species
        self.K = len(species)
        widths, owner = [], []
        for index, layer in enumerate(layers):
            w = graded(layer["d"], first, ratio, layer["largest"])
            widths += w
            owner += [index] * len(w)
        self.h = np.array(widths)
        self.owner = np.array(owner)
        self.x = np.concatenate([[0], np.cumsum(self.h)])
        self.N = len(self.x)
        self.layers, self.Vbi, self.contacts = layers, Vbi, contacts
        E = len(self.h)
        self.eps = np.array([layers[o]["eps"] for o in owner]) * e0
        self.fixed = np.array([layers[o]["charge"] for o in owner])
        z = np.zeros(self.K)
        self.D = np.zeros((self.K, E))
        self.states = np.zeros((self.K, E))
        self.level = np.zeros((self.K, E))
        self.sites = np.zeros((self.K, E), bool)
        self.rest = np.zeros((self.K, E))
        for k, name in enumerate(species):
            for e in range(E):
                s = layers[owner[e]]["species"].get(name)
                if s is None:
                    continue
                z[k] = s["z"]
                self.D[k, e], self.states[k, e], self.level[k, e] = s["D"], s["states"], s["level"]
                self.sites[k, e] = s["kind"] == "sites"
                self.rest[k, e] = s["rest"]
        self.z = z
        self.on = self.states > 0
        # A species lives at a node that touches an edge it may be on.
        self.active = np.zeros((self.K, self.N), bool)
        self.active[:, :-1] |= self.on
        self.active[:, 1:] |= self.on
        self.recombination, self.generation = recombination, generation
        self.tail = None
        self.initial = {}

    def density(self, phi, psi):
        """Densities at both ends of every edge, and their slopes with respect to the argument."""
        out = []
        for side in (slice(None, -1), slice(1, None)):
            a = psi[:, side] - self.z[:, None] * phi[side] / self.Vt - self.level
            a = np.where(self.on, a, 0)
            with np.errstate(over="ignore"):
                expo = np.exp(np.clip(a, -700, 300))
            c = self.states * np.where(self.sites, expo / (1 + expo), expo)
            s = self.states * np.where(self.sites, expo / (1 + expo) ** 2, expo)
            out.append((np.where(self.on, c, 0), np.where(self.on, s, 0)))
        return out

    def residual(self, bias):
        N, K, h, Vt = self.N, self.K, self.h, self.Vt

        def run(t, y, yp, res):
            Y, P = y.reshape(N, 1 + K), yp.reshape(N, 1 + K)
            phi, psi, dphi, dpsi = Y[:, 0], Y[:, 1:].T, P[:, 0], P[:, 1:].T
            (cl, sl), (cr, sr) = self.density(phi, psi)
            R = np.zeros((N, 1 + K))
            # Poisson over each node's volume, scaled to volts.
            field = self.eps * np.diff(phi) / h
            rho_l = q * (self.fixed + self.z @ cl) * h / 2
            rho_r = q * (self.fixed + self.z @ cr) * h / 2
            p = np.zeros(N)
            p[:-1] += field + rho_l
            p[1:] += -field + rho_r
            R[:, 0] = p / (e0 / 1e-9)
            flux = -self.D / h * 0.5 * (cl + cr) * np.diff(psi, axis=1)
            rate_l = sl * (dpsi[:, :-1] - self.z[:, None] * dphi[:-1] / Vt) * h / 2
            rate_r = sr * (dpsi[:, 1:] - self.z[:, None] * dphi[1:] / Vt) * h / 2
            b = np.zeros((K, N))
            size = np.zeros((K, N))
            b[:, :-1] += rate_l + flux
            b[:, 1:] += rate_r - flux
            size[:, :-1] += cl * h / 2
            size[:, 1:] += cr * h / 2
            if self.recombination is not None:
                for c, part in ((cl, (slice(None, -1))), (cr, (slice(1, None)))):
                    loss = self.recombination(c[self.n], c[self.p], self.owner) * h / 2
                    b[self.n, part] += loss
                    b[self.p, part] += loss
            if self.generation is not None:
                made = self.generation
                for part, weight in ((slice(None, -1), made[0]), (slice(1, None), made[1])):
                    b[self.n, part] -= weight
                    b[self.p, part] -= weight
            b = np.where(self.active, b / (size + 1e-30), dpsi)
            R[:, 1:] = b.T
            V = bias(t)
            R[0, 0] = phi[0]
            R[-1, 0] = phi[-1] - (V - self.Vbi)
            for k, name in enumerate(self.names):
                left, right = self.contacts.get(name, (None, None))
                if left is not None:
                    R[0, 1 + k] = psi[k, 0] - left
                if right is not None:
                    R[-1, 1 + k] = psi[k, -1] - right - self.z[k] * V / Vt
            res[:] = R.ravel()

        return run

    def jacobian(self, residual):
        """dF/dy + cj dF/dyp by differences of sensible size, one colour of the band at a time."""
        n, band = self.N * (1 + self.K), 2 * (1 + self.K) - 1

        def run(t, y, yp, res, cj, J):
            base, shifted = np.zeros(n), np.zeros(n)
            residual(t, y, yp, base)
            for colour in range(2 * band + 1):
                index = np.arange(colour, n, 2 * band + 1)
                step = 1e-7 * np.maximum(1e-2, np.abs(y[index]))
                v, vp = y.copy(), yp.copy()
                v[index] += step
                vp[index] += cj * step
                residual(t, v, vp, shifted)
                for j, e in zip(index, step):
                    lo, hi = max(0, j - band), min(n, j + band + 1)
                    J[lo:hi, j] = (shifted[lo:hi] - base[lo:hi]) / e

        return run

    def algebraic(self):
        idx = set(range(0, self.N * (1 + self.K), 1 + self.K))
        for k, name in enumerate(self.names):
            left, right = self.contacts.get(name, (None, None))
            if left is not None:
                idx.add(1 + k)
            if right is not None:
                idx.add((self.N - 1) * (1 + self.K) + 1 + k)
        return sorted(idx)

    def start(self):
        """Rest densities in every layer and the potential that Poisson's equation then asks for."""
        phi = np.zeros(self.N)
        psi = np.zeros((self.K, self.N))
        for k in range(self.K):
            for e in range(len(self.h)):
                if not self.on[k, e]:
                    continue
                for i in (e, e + 1):
                    t = max(self.rest[k, e], 1e8) / self.states[k, e]
                    if self.tail is not None and k == self.tail[0]:
                        t = self.tail[1](self.x[i]) / self.states[k, e]
                    a = np.log(t / (1 - t)) if self.sites[k, e] else np.log(t)
                    psi[k, i] = a + self.level[k, e]
        for k, potential in self.initial.items():
            psi[k] = potential(self.x)
        for _ in range(2000):
            (cl, sl), (cr, sr) = self.density(phi, psi)
            field = self.eps * np.diff(phi) / self.h
            r = np.zeros(self.N)
            d = np.zeros(self.N)
            r[:-1] += field + q * (self.fixed + self.z @ cl) * self.h / 2
            r[1:] += -field + q * (self.fixed + self.z @ cr) * self.h / 2
            g = self.eps / self.h
            d[:-1] -= g + q * ((self.z ** 2) @ sl) * self.h / 2 / self.Vt
            d[1:] -= g + q * ((self.z ** 2) @ sr) * self.h / 2 / self.Vt
            A = np.zeros((3, self.N))
            A[1] = d
            A[0, 1:] = g
            A[2, :-1] = g
            r[0], r[-1] = phi[0], phi[-1]
            A[1, 0] = A[1, -1] = 1
            A[0, 1] = A[2, -2] = 0
            from scipy.linalg import solve_banded
            step = solve_banded((1, 1), A, -r)
            step = np.clip(step, -0.05, 0.05)
            phi += step
            if np.max(np.abs(step)) < 1e-12:
                break
        return np.column_stack([phi, psi.T]).ravel()

    def integrate(self, y, yp, bias, times, rtol=1e-6):
        tag = np.zeros((self.N, 1 + self.K))
        atol = np.full((self.N, 1 + self.K), 1e-6)
        atol[:, 0] = 1e-8
        residual = self.residual(bias)
        solver = IDA(
            residual, jacfn=self.jacobian(residual), rtol=rtol, atol=atol.ravel(), linsolver="band", lband=2 * (1 + self.K) - 1,
            uband=2 * (1 + self.K) - 1, algebraic_idx=self.algebraic(), calc_initcond=None, first_step=1e-14, max_num_steps=200000)
        out = solver.solve(np.asarray(times), y, np.zeros_like(y) if yp is None else yp)
        if not out.success:
            raise RuntimeError(out.message)
        return out

    def current(self, y, yp):
        """Charge flowing into the contact at x = L, A m^-2: displacement and conduction through the last edge."""
        Y, P = y.reshape(self.N, 1 + self.K), yp.reshape(self.N, 1 + self.K)
        phi, psi = Y[:, 0], Y[:, 1:].T
        (cl, _), (cr, _) = self.density(phi, psi)
        displacement = -self.eps * np.diff(P[:, 0]) / self.h
        conduction = q * np.sum(self.z[:, None] * -self.D / self.h * 0.5 * (cl + cr) * np.diff(psi, axis=1), axis=0)
        # The total is the same in every edge; take the one with the least conduction.
        e = int(np.argmin(np.abs(conduction)))
        return -(displacement + conduction)[e]


def run(device, before, after, times, settle=1e8, ramp=1e-8):
    y = device.start()
    width = 1e-6
    print("nodes", device.N, file=sys.stderr)
    first = device.integrate(
        y, None, lambda t: device.Vbi + (before - device.Vbi) * (1 - np.exp(-(t / width))), [0, 1e-3, 1, settle], rtol=1e-5)
    y0 = first.y[-1]
    out = device.integrate(
        y0, None, lambda t: before + (after - before) * (1 - np.exp(-t / ramp)), np.concatenate([[0], times]))
    for t, y, yp in zip(out.t[1:], out.y[1:], out.yp[1:]):
        print(f"({t:.6g}, {device.current(y, yp):.8g}),")
    return out


def led():
    T = 298.15
    Vt = kB * T / q

    def ion(z, c0, D):
        return dict(z=z, D=D, kind="sites", states=1e27, level=0.0, rest=c0)

    layers = [
        dict(d=50e-9, eps=8.5, charge=1e24, largest=1.5e-9,
             species={"e": dict(z=-1, D=1e-4 * Vt, kind="boltzmann", states=1e24, level=0.0, rest=1e24)}),
        dict(d=120e-9, eps=20, charge=0.0, largest=1.0e-9,
             species={"N": ion(-1, 4e23, 1e-14), "P": ion(1, 4e23, 1e-14)}),
        dict(d=40e-9, eps=3, charge=0.0, largest=0.1e-9, species={"N": ion(-1, 0, 7e-18)}),
        dict(d=7e-9, eps=7.5, charge=0.0, largest=1e-9, species={}),
    ]
    device = Device(layers, ["e", "N", "P"], T, 0.5, {"e": (0.0, None)})
    # The logarithm of a density cannot start from nothing: the ions of the film reach into TFB over 0.3 nm, and the film
    # holds so many fewer that their number is that of the film filled to 4e23 m^-3.
    reach, film, edge = 0.3e-9, 120e-9, 170e-9
    filled = 4e23 * film / (film + reach)
    device.tail = (1, lambda x: filled if x <= edge else max(filled * np.exp(-(x - edge) / reach), 1e14))
    times = np.array([1e-3, 1e-2, 1e-1, 0.5, 1, 2, 3, 5, 10])
    run(device, 0.0, 6.0, times)


def cell():
    T = 298.0
    Vt = kB * T / q
    grow = (T / 298.15) ** 1.5
    D_I = 1.0207e-17 * np.exp(-0.58 * q / kB * (1 / T - 1 / 298.15))

    def bands(chi, ion, Nc, Nv, mun, mup, work):
        return {
            "n": dict(z=-1, D=mun * Vt, kind="boltzmann", states=Nc * grow, level=(work - chi) / Vt, rest=0.0),
            "p": dict(z=1, D=mup * Vt, kind="boltzmann", states=Nv * grow, level=(ion - work) / Vt, rest=0.0),
        }

    work = 4.0 + Vt * np.log(5e25 * grow / 1e24)
    far = 5.1 - Vt * np.log(5e25 * grow / 1e24)
    mapi = bands(3.7, 5.4, 8.1e24, 5.8e24, 66.2e-4, 66.2e-4, work)
    mapi["a"] = dict(z=1, D=D_I, kind="boltzmann", states=1.6e25, level=0.0, rest=1.6e25)
    layers = [
        dict(d=100e-9, eps=10, charge=1e24, largest=2e-9, species=bands(4.0, 6.4, 5e25, 5e25, 3.8941e-4, 3.8941e-4, work)),
        dict(d=400e-9, eps=24.1, charge=-1.6e25, largest=3e-9, species=mapi),
        dict(d=200e-9, eps=3, charge=-1e24, largest=2e-9, species=bands(2.7, 5.1, 5e25, 5e25, 0.38941e-4, 0.38941e-4, work)),
    ]
    contacts = {"n": (0.0, 0.0), "p": (0.0, 0.0)}
    device = Device(layers, ["n", "p", "a"], T, far - work, contacts)
    device.n, device.p = 0, 1
    Cn, Cp, Nt = 3.333333e-13, 3.333333e-15, 1e21
    n1 = 8.1e24 * grow * np.exp(-0.8543 / Vt)
    p1 = 5.8e24 * grow * np.exp(-(1.7 - 0.8543) / Vt)
    ni2 = n1 * p1

    def srh(n, p, owner):
        rate = Cn * Cp * Nt * (n * p - ni2) / (Cn * (n + n1) + Cp * (p + p1))
        return np.where(owner == 1, rate, 0)

    device.recombination = srh
    made = np.zeros((2, len(device.h)))
    for e in np.flatnonzero(device.owner == 1):
        a, b = device.x[e] - 100e-9, device.x[e + 1] - 100e-9
        m = 0.5 * (a + b)
        made[0, e] = 1.4e21 * (np.exp(-1.3e7 * a) - np.exp(-1.3e7 * m))
        made[1, e] = 1.4e21 * (np.exp(-1.3e7 * m) - np.exp(-1.3e7 * b))
    device.generation = made
    # Flat bands: the Fermi level runs evenly from one contact's to the other's through the film.
    climb = (far - work) / Vt
    share = lambda x: np.clip((x - 100e-9) / 400e-9, 0, 1)
    device.initial = {0: lambda x: -climb * share(x), 1: lambda x: climb * share(x)}
    times = np.array([1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10, 100])
    run(device, 0.9, 0.2, times, ramp=1e-9)


if __name__ == "__main__":
    {"led": led, "cell": cell}[sys.argv[1]]()
