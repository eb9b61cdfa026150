"""A step of bias on a layered device by another method: an independent answer for `IndependentStepTests`.

Equations: Poisson, drift-diffusion of electrons and holes with Fermi-Dirac statistics, mobile ions with finite sites, as
written in Documentation/methods/transport.md; nothing of the Swift code is used. What differs:
  space    linear finite elements (Galerkin, three Gauss points) in potential and densities on a mesh of its own with double
           nodes at boundaries, instead of finite volumes with exponentially fitted fluxes;
  time     IDA of SUNDIALS (variable-order BDF, scikit-sundae) instead of a Rosenbrock method.
Unknowns of a node: phi/V_t and the densities c_k in 1e24 m^-3. With t = c/M and the excess potential x(t) in kT the flux is
-D [(1 + t dx/dt) dc/dx + z c dphi/dx]; c exp(x + mu0/kT)/M, which holds the level apart from the potential, is continuous at
a boundary or jumps by a crossing velocity.

Called as  diode_step.py device.json:  prints a JSON list, one answer for each of the meshes asked for, with the work of
IDA: steps tried, Newton iterations (one residual and one solution each) and factorisations (one Jacobian each).
"""

import json
import sys

import numpy as np
from scipy.interpolate import CubicSpline
from scipy.sparse import csc_matrix
from scipy.sparse.linalg import spsolve

Q, KB, EPS0 = 1.602176634e-19, 1.380649e-23, 8.8541878128e-12
POINTS, WEIGHTS = np.polynomial.legendre.leggauss(3)
POINTS, WEIGHTS = (POINTS + 1) / 2, WEIGHTS / 2


class FermiHalf:
    """Normalised Fermi-Dirac integral of order 1/2, from quadrature in x = s^2, as splines both ways."""

    def __init__(self):
        eta = np.linspace(-30, 80, 4401)
        s = np.linspace(0, 12, 6001)[:, None]
        with np.errstate(over="ignore"):
            values = 2 * s**2 / (1 + np.exp(s**2 - eta[None, :]))
        # The trapezoidal rule converges faster than any power here: the integrand is even in s and smooth.
        log = np.log(np.trapezoid(values, s[:, 0], axis=0) * 2 / np.sqrt(np.pi))
        self.log = CubicSpline(eta, log)
        self.log_slope = self.log.derivative()
        self.by_log = CubicSpline(log, eta - log)
        self.by_log_slope = self.by_log.derivative()
        self.top = log[-1]

    def occupation(self, eta):
        """ln t and its slope by eta."""
        inside = np.clip(eta, -29.9, 79.9)
        low = eta < -29.9
        return np.where(low, eta, self.log(inside)), np.where(low, 1.0, self.log_slope(inside))

    def excess(self, t):
        """x = eta - ln t and 1 + t dx/dt."""
        dilute = t < 1e-9
        log = np.log(np.where(dilute, 1e-9, np.minimum(t, 1e3)))
        return (np.where(dilute, t / np.sqrt(8), self.by_log(log)),
                np.where(dilute, 1 + t / np.sqrt(8), 1 + self.by_log_slope(log)))


def graded(thickness, smallest, ratio, largest):
    half, total, width = [], 0.0, smallest
    while total < thickness / 2:
        half.append(width)
        total += width
        width = min(width * ratio, largest)
    half = np.array(half) * (thickness / 2 / total)
    return np.concatenate([half, half[::-1]])


class Diode:
    def __init__(self, data, refinement):
        self.data = data
        self.vt = KB * data["temperature"] / Q
        self.layers = data["layers"]
        self.ions = data["ions"]
        self.k = len(self.ions) + 2
        self.m = self.k + 1
        self.z = np.array([i["charge"] for i in self.ions] + [-1, 1], float)
        self.fermi = FermiHalf()
        self.unit = 1e24
        x, layer_of, first, last, at = [], [], [], [], 0.0
        for index, layer in enumerate(self.layers):
            if layer.get("bands") is None:
                widths = np.full(4, layer["thickness"] / 4)
            else:
                widths = graded(layer["thickness"], data["smallest"], data["ratio"], layer["largest"])
            widths = np.repeat(widths / refinement, refinement)
            first.append(len(x))
            x.extend(at + np.concatenate([[0], np.cumsum(widths)]))
            layer_of.extend([index] * (len(widths) + 1))
            last.append(len(x) - 1)
            at += layer["thickness"]
        self.x, self.layer_of = np.array(x), np.array(layer_of)
        self.first, self.last = first, last
        n = self.n = len(x)
        self.left = np.array([j for j in range(n - 1) if layer_of[j] == layer_of[j + 1]])
        self.h = self.x[self.left + 1] - self.x[self.left]
        element_layer = self.layer_of[self.left]
        self.eps = np.array([self.layers[i]["permittivity"] for i in element_layer])
        # Capacity M, mu0/kT, D by species and element; M = 0 where the species is not.
        capacity = np.zeros((self.k, len(self.layers)))
        standard, diffusivity = np.zeros_like(capacity), np.zeros_like(capacity)
        self.fixed_layer = np.zeros(len(self.layers))
        for index, layer in enumerate(self.layers):
            for k, ion in enumerate(self.ions):
                offer = ion["layers"].get(layer["name"])
                if offer is None:
                    continue
                if offer["permeable"]:
                    self.fixed_layer[index] -= ion["charge"] * offer["rest"] / self.unit
                    capacity[k, index] = offer["sites"] / self.unit
                    standard[k, index] = offer["partition"] / (Q * self.vt)
                    diffusivity[k, index] = offer["diffusivity"]
            bands = layer.get("bands")
            self.fixed_layer[index] += layer["donors"] / self.unit
            if bands is None:
                continue
            self.fixed_layer[index] -= bands["acceptors"] / self.unit
            capacity[-2:, index] = np.array([bands["Nc"], bands["Nv"]]) / self.unit
            standard[-2:, index] = np.array([-bands["affinity"], bands["ionisation"]]) / (Q * self.vt)
            diffusivity[-2:, index] = np.array([bands["mobilityN"], bands["mobilityP"]]) * self.vt
        self.capacity, self.standard, self.diffusivity = capacity, standard, diffusivity
        self.cap_e = capacity[:, element_layer]
        self.std_e = standard[:, element_layer]
        self.dif_e = diffusivity[:, element_layer]
        self.fix_e = self.fixed_layer[element_layer]
        self.element_layer = element_layer
        self.present = capacity[:, self.layer_of] > 0
        self.volume = np.zeros(n)
        np.add.at(self.volume, self.left, self.h / 2)
        np.add.at(self.volume, self.left + 1, self.h / 2)
        self.contact_levels()
        self.reaction_constants()

    # Contacts and constants -------------------------------------------------------------------------------------------

    def occupation(self, k, eta):
        """ln of the occupation and its slope by eta."""
        if k < len(self.ions):
            return -np.logaddexp(0, -eta), 1 / (1 + np.exp(np.clip(eta, -700, 700)))
        return self.fermi.occupation(eta)

    def excess(self, k, t):
        """Excess potential x of an occupation and 1 + t dx/dt."""
        if k < len(self.ions):
            free = np.maximum(1 - t, 1e-9)
            return -np.log(free), 1 / free
        return self.fermi.excess(t)

    def density(self, k, w, layer):
        log, _ = self.occupation(k, np.asarray(w - self.standard[k, layer]))
        return self.capacity[k, layer] * np.exp(log)

    def contact_levels(self):
        """The work function of the near contact, in kT, from neutrality of the doped layer beside it; the far one by V_bi."""
        low, high = -self.standard[-2, 0] - 60, self.standard[-1, 0] + 60
        doping = (self.layers[0]["donors"] - self.layers[0]["bands"]["acceptors"]) / self.unit
        for _ in range(200):
            middle = (low + high) / 2
            net = self.density(self.k - 2, -middle, 0) - self.density(self.k - 1, middle, 0)
            if net > doping:
                low = middle
            else:
                high = middle
        self.near = (low + high) / 2
        self.built_in = self.data["builtIn"] / self.vt
        self.far = self.near + self.built_in

    def reaction_constants(self):
        self.reactions = {}
        for index, layer in enumerate(self.layers):
            bands = layer.get("bands")
            if bands is None:
                continue
            traps = []
            for trap in bands["traps"]:
                depth, gap = trap["depth"] / (Q * self.vt), (bands["ionisation"] - bands["affinity"]) / (Q * self.vt)
                traps.append((
                    trap["captureN"] * trap["density"], trap["captureP"] * trap["density"],
                    self.capacity[-2, index] * np.exp(-depth), self.capacity[-1, index] * np.exp(depth - gap)))
            self.reactions[index] = (
                bands["radiative"] * self.unit, bands["augerN"] * self.unit**2, bands["augerP"] * self.unit**2, traps)

    # Residual ---------------------------------------------------------------------------------------------------------

    def split(self, y):
        y = y.reshape(self.n, self.m)
        return y[:, 0], y[:, 1:].T

    def at_points(self, nodal):
        """Nodal values at the Gauss points of every element: species x points x elements."""
        s = POINTS[None, :, None]
        return nodal[:, None, self.left] * (1 - s) + nodal[:, None, self.left + 1] * s

    def poisson(self, phi, c):
        """Integral of eps phi' v' - rho v for every node."""
        row = np.zeros(self.n)
        left, right, h = self.left, self.left + 1, self.h
        weight = WEIGHTS[:, None] * h[None, :]
        charge = np.tensordot(self.z, self.at_points(c), axes=1) + self.fix_e[None, :]
        scale = Q * self.unit / (EPS0 * self.vt)
        slope = (phi[right] - phi[left]) / h
        np.add.at(row, left, -self.eps * slope - scale * (weight * charge * (1 - POINTS)[:, None]).sum(0))
        np.add.at(row, right, self.eps * slope - scale * (weight * charge * POINTS[:, None]).sum(0))
        for i, j, _, _ in self.joints:
            row[i] += row[j]
            row[j] = (phi[j] - phi[i]) * 1e9
        row[0] = phi[0] * 1e9
        row[-1] = (phi[-1] - (self.bias / self.vt - self.built_in)) * 1e9
        return row * 1e-9

    def residual(self, t, y, yp, out):
        phi, nodal = self.split(y)
        _, rates = self.split(yp)
        c, ct = self.at_points(nodal), self.at_points(rates)
        left, right, h = self.left, self.left + 1, self.h
        row = np.zeros((self.n, self.m))
        row[:, 0] = self.poisson(phi, nodal)
        weight = WEIGHTS[:, None] * h[None, :]
        one, two = (1 - POINTS)[:, None], POINTS[:, None]
        # Species: integral of (dc/dt + R) v - F v'.
        excess, _ = self.excesses(c)
        recombined = self.recombination(c, excess)
        fluxes = self.fluxes(phi, nodal)
        for k in range(self.k):
            rate = ct[k] + recombined if k >= len(self.ions) else ct[k]
            np.add.at(row[:, 1 + k], left, (weight * rate * one).sum(0) + fluxes[k])
            np.add.at(row[:, 1 + k], right, (weight * rate * two).sum(0) - fluxes[k])
        self.join(row, phi, nodal)
        for k in range(self.k):
            row[:, 1 + k] = np.where(self.present[k], row[:, 1 + k] / self.volume, nodal[k])
        for i, j, index, _ in self.joints:
            for k in range(self.k):
                if self.glued[k, j]:
                    a, b = self.activities(k, nodal[k][i], nodal[k][j], index)
                    row[j, 1 + k] = b - a
        for k in (self.k - 2, self.k - 1):
            near, far = self.held[k]
            row[0, 1 + k] = nodal[k][0] - near
            if self.present[k, -1]:
                row[-1, 1 + k] = nodal[k][-1] - far
        out[:] = row.ravel()

    def excesses(self, c):
        """Excess potentials at the Gauss points and 1 + t dx/dt."""
        excess, lift = np.empty_like(c), np.empty_like(c)
        for k in range(self.k):
            excess[k], lift[k] = self.excess(k, c[k] / np.maximum(self.cap_e[k], 1e-30)[None, :])
        return excess, lift

    def fluxes(self, phi, nodal):
        """Mean flux of each species in each element."""
        c = self.at_points(nodal)
        _, lift = self.excesses(c)
        slope = (phi[self.left + 1] - phi[self.left]) / self.h
        incline = (nodal[:, self.left + 1] - nodal[:, self.left]) / self.h
        weight = WEIGHTS[None, :, None]
        return -self.dif_e * ((weight * lift).sum(1) * incline + self.z[:, None] * slope * (weight * c).sum(1))

    def recombination(self, c, excess):
        rate = np.zeros_like(c[0])
        for index, (radiative, auger_n, auger_p, traps) in self.reactions.items():
            e = self.element_layer == index
            n, p = c[-2][:, e], c[-1][:, e]
            gamma_n, gamma_p = np.exp(-excess[-2][:, e]), np.exp(-excess[-1][:, e])
            intrinsic = self.capacity[-2, index] * self.capacity[-1, index] * np.exp(
                -self.standard[-2, index] - self.standard[-1, index])
            # Densities below zero, errors of the tolerance, must not recombine with each other.
            surplus = np.where((n < 0) & (p < 0), -n, n) * p - gamma_n * gamma_p * intrinsic
            total = (radiative + auger_n * n + auger_p * p) * surplus
            for cn, cp, n1, p1 in traps:
                total += cn * cp * surplus / (cn * (np.abs(n) + gamma_n * n1) + cp * (np.abs(p) + gamma_p * p1))
            rate[:, e] = total
        return rate

    # Boundaries between layers ----------------------------------------------------------------------------------------

    def prepare_joints(self):
        self.joints = []
        self.glued = np.zeros((self.k, self.n), bool)
        for index in range(len(self.layers) - 1):
            i, j = self.last[index], self.first[index + 1]
            names = {self.layers[index]["name"], self.layers[index + 1]["name"]}
            interface = next((f for f in self.data["interfaces"] if set(f["layers"]) == names), None)
            self.joints.append((i, j, index, interface))
            for k in range(self.k):
                if self.present[k, i] and self.present[k, j]:
                    slow = k >= len(self.ions) and interface is not None and interface.get("velocity") is not None
                    self.glued[k, j] = not slow

    def join(self, row, phi, c):
        for i, j, index, interface in self.joints:
            if interface is not None and interface["traps"]:
                self.surface(row, c, i, j, index, interface)
            for k in range(self.k):
                if self.glued[k, j]:
                    row[i, 1 + k] += row[j, 1 + k]
                    self.volume_share(row, i, j, k)
                elif self.present[k, i] and self.present[k, j]:
                    a, b = self.activities(k, c[k][i], c[k][j], index)
                    flux = interface["velocity"] * (a - b)
                    row[i, 1 + k] += flux
                    row[j, 1 + k] -= flux
                elif self.present[k, i] and k >= len(self.ions) and interface is not None:
                    row[i, 1 + k] += self.leak(k, phi, c[k][i], i, index, interface)

    def volume_share(self, row, i, j, k):
        """The common row of two glued nodes belongs to the volumes of both."""
        row[i, 1 + k] *= self.volume[i] / (self.volume[i] + self.volume[j])

    def activities(self, k, a, b, index):
        """c exp(x + mu0/kT)/M on both sides of a boundary, over the larger factor: e1 c1 and e2 c2 of the flux law."""
        heights = []
        for c, layer in ((a, index), (b, index + 1)):
            excess, _ = self.excess(k, np.asarray(c / self.capacity[k, layer]))
            heights.append(float(excess) + self.standard[k, layer] - np.log(self.capacity[k, layer]))
        top = max(heights)
        return a * np.exp(heights[0] - top), b * np.exp(heights[1] - top)

    def surface(self, row, c, i, j, index, interface):
        """Traps that see electrons on the side of the lower conduction band and holes on that of the higher valence band."""
        n_side = (i, index) if self.standard[-2, index] < self.standard[-2, index + 1] else (j, index + 1)
        p_side = (i, index) if self.standard[-1, index] < self.standard[-1, index + 1] else (j, index + 1)
        n, p = c[-2][n_side[0]], c[-1][p_side[0]]
        states_n, states_p = self.capacity[-2, n_side[1]], self.capacity[-1, p_side[1]]
        gamma_n = np.exp(-float(self.excess(self.k - 2, np.asarray(n / states_n))[0]))
        gamma_p = np.exp(-float(self.excess(self.k - 1, np.asarray(p / states_p))[0]))
        gap = self.standard[-1, p_side[1]] + self.standard[-2, n_side[1]]
        surplus = (-n if n < 0 and p < 0 else n) * p - gamma_n * gamma_p * states_n * states_p * np.exp(-gap)
        for trap in interface["traps"]:
            depth = trap["depth"] / (Q * self.vt)
            n1, p1 = states_n * np.exp(-depth), states_p * np.exp(depth - gap)
            sn, sp = trap["captureN"] * trap["density"], trap["captureP"] * trap["density"]
            rate = sn * sp * surplus / (sn * (abs(n) + gamma_n * n1) + sp * (abs(p) + gamma_p * p1))
            row[n_side[0], self.m - 2] += rate
            row[p_side[0], self.m - 1] += rate

    def leak(self, k, phi, c, i, index, interface):
        """Flux into the far contact, in the unit of density times m/s."""
        thickness = sum(layer["thickness"] for layer in self.layers[index + 1:])
        t = c / self.capacity[k, index]
        filled = t * np.exp(float(self.excess(k, np.asarray(t))[0]))
        z = self.z[k]
        level = (-self.far if z < 0 else self.far) - self.standard[k, index] - z * (phi[i] - phi[-1])
        field = abs(phi[-1] - phi[i]) * self.vt / thickness
        velocity = interface.get("velocity") or 0
        if interface["tunnellingVelocity"] > 0 and field > 0:
            velocity += interface["tunnellingVelocity"] * np.exp(-interface["tunnellingField"] / field)
        occupied, metal = filled / (1 + max(filled, 0)), 1 / (1 + np.exp(-level))
        return velocity * self.capacity[k, index] * (occupied - metal)

    # Rest, step and readings ------------------------------------------------------------------------------------------

    def rest(self):
        """Flat levels at no bias: Newton for phi and one constant for each ion, whose numbers are given."""
        self.bias = 0.0
        constants = np.zeros(len(self.ions))
        levels = np.concatenate([constants, [-self.near, self.near]])
        numbers = [
            sum(offer["rest"] / self.unit * layer["thickness"] for layer in self.layers
                for offer in [ion["layers"].get(layer["name"])] if offer and offer["permeable"])
            for ion in self.ions]
        for k, ion in enumerate(self.ions):
            share = max(o["rest"] / o["sites"] for o in ion["layers"].values())
            levels[k] = np.log(share)
        phi = np.zeros(self.n)
        size = self.n + len(self.ions)
        ends = {0: 0.0, self.n - 1: -self.built_in}
        glue = {j: i for i, j, _, _ in self.joints}
        # A first guess that is neutral in every layer, then Newton with a limited step.
        for _ in range(400):
            w = levels[:, None] - self.z[:, None] * phi[None, :]
            c, dc = self.level_fields(w)
            right = np.zeros(size)
            scale = Q * self.unit / (EPS0 * self.vt)
            rows, cols, vals = [], [], []
            def put(r, s, v):
                rows.append(r); cols.append(s); vals.append(v)
            charge = np.tensordot(self.z, c, axes=1) + self.fix_e[None, :]
            slope = (phi[self.left + 1] - phi[self.left]) / self.h
            for e, j in enumerate(self.left):
                shape = ((1 - POINTS), POINTS)
                weight = WEIGHTS * self.h[e]
                for a in (0, 1):
                    r = glue.get(j + a, j + a)
                    sign = -1 if a == 0 else 1
                    right[r] -= sign * self.eps[e] * slope[e] - scale * np.sum(weight * charge[:, e] * shape[a])
                    for b in (0, 1):
                        # dc/dphi = -z dc/dw
                        change = -np.sum(weight * shape[a] * shape[b] * np.tensordot(-self.z**2, dc[:, :, e], axes=1))
                        put(r, j + b, (1 if a == b else -1) * self.eps[e] / self.h[e] + scale * change)
                    for k in range(len(self.ions)):
                        put(r, self.n + k, -scale * np.sum(weight * shape[a] * self.z[k] * dc[k, :, e]))
                for k in range(len(self.ions)):
                    for b in (0, 1):
                        put(self.n + k, j + b, -self.z[k] * np.sum(weight * shape[b] * dc[k, :, e]))
            for k in range(len(self.ions)):
                total = np.sum(WEIGHTS[:, None] * self.h[None, :] * c[k])
                slope_k = np.sum(WEIGHTS[:, None] * self.h[None, :] * dc[k])
                put(self.n + k, self.n + k, slope_k)
                right[self.n + k] = numbers[k] - total
            keep = [(r, s, v) for r, s, v in zip(rows, cols, vals) if r not in ends]
            for r, value in ends.items():
                keep.append((r, r, 1.0))
                right[r] = value - phi[r]
            for j, i in glue.items():
                keep += [(j, j, 1.0), (j, i, -1.0)]
                right[j] = phi[i] - phi[j]
            r, s, v = zip(*keep)
            step = spsolve(csc_matrix((v, (r, s)), shape=(size, size)), right)
            largest = np.max(np.abs(step))
            factor = min(1.0, 2.0 / largest)
            phi += factor * step[:self.n]
            levels[:len(self.ions)] += factor * step[self.n:]
            if largest < 1e-11:
                break
        else:
            raise RuntimeError("no equilibrium")
        w = levels[:, None] - self.z[:, None] * phi[None, :]
        c = np.zeros_like(w)
        for k in range(self.k):
            log, _ = self.occupation(k, w[k] - self.standard[k, self.layer_of])
            c[k] = np.where(self.present[k], self.capacity[k, self.layer_of] * np.exp(log), 0)
        # Interpolated densities hold other numbers of ions than interpolated levels, by the error of the mesh.
        for k in range(len(self.ions)):
            c[k] *= numbers[k] / np.sum(WEIGHTS[:, None] * self.h[None, :] * self.at_points(c)[k])
        self.held = {k: (c[k][0], c[k][-1]) for k in (self.k - 2, self.k - 1)}
        return np.column_stack([phi, c.T])

    def level_fields(self, w):
        """Densities and their slopes by w at the Gauss points, from levels w = ln c + x + mu0/kT - ln M."""
        eta = self.at_points(w) - self.std_e[:, None, :]
        log, slope = np.empty_like(eta), np.empty_like(eta)
        for k in range(self.k):
            log[k], slope[k] = self.occupation(k, eta[k])
        c = self.cap_e[:, None, :] * np.exp(log)
        return c, c * slope

    def jump(self, y, bias):
        """Poisson's equation with the densities as they are: linear, solved with a matrix of unit responses."""
        self.bias = bias
        c = y[:, 1:].T
        base = self.poisson(np.zeros(self.n), c)
        rows, cols, vals = [], [], []
        for colour in range(4):
            probe = np.zeros(self.n)
            probe[colour::4] = 1
            change = self.poisson(probe, c) - base
            for j in range(colour, self.n, 4):
                for r in range(max(0, j - 1), min(self.n, j + 2)):
                    rows.append(r); cols.append(j); vals.append(change[r])
                # A glued node's elements count in the row of its twin.
                if j >= 2 and self.x[j - 1] == self.x[j - 2]:
                    rows.append(j - 2); cols.append(j); vals.append(change[j - 2])
        y = y.copy()
        y[:, 0] = spsolve(csc_matrix((vals, (rows, cols)), shape=(self.n, self.n)), -base)
        return y

    def reading(self, y, yp):
        phi, nodal = self.split(y)
        dphi, _ = self.split(yp)
        c = self.at_points(nodal)
        film = self.element_layer == self.data["film"]
        ions = [float(self.unit * np.sum((WEIGHTS[:, None] * c[k] * self.h[None, :])[:, film]))
                for k in range(len(self.ions))]
        a, b = self.first[self.data["film"]], self.last[self.data["film"]]
        at = self.x[a] + np.array(self.data["depths"])
        profiles = [[float(self.unit * np.interp(p, self.x[a:b + 1], nodal[k][a:b + 1])) for p in at]
                    for k in range(len(self.ions))]
        j, i = self.first[-1], self.last[-1]
        displacement = EPS0 * self.layers[-1]["permittivity"] / self.layers[-1]["thickness"] * self.vt \
            * (dphi[i] - dphi[j])
        conducted = 0.0
        if self.layers[-1].get("bands") is not None:
            # No insulator: the mean over the film of the current, which is the same everywhere.
            share = self.h[film] / self.h[film].sum()
            flux, rate = self.fluxes(phi, nodal), (dphi[self.left + 1] - dphi[self.left]) / self.h
            conducted = -Q * self.unit * (share * (self.z[:, None] * flux)[:, film].sum(0)).sum()
            displacement = EPS0 * self.vt * (share * (self.eps * rate)[film]).sum()
        for i, j, index, interface in self.joints:
            if interface is None or self.layers[index + 1].get("bands") is not None:
                continue
            for k in (self.k - 2, self.k - 1):
                if self.present[k, i]:
                    conducted += -self.z[k] * Q * self.unit * self.leak(k, phi, nodal[k][i], i, index, interface)
        return {"current": float(displacement + conducted), "ions": ions, "profiles": profiles}

    def run(self, tolerance, shares=(1, 1e-4, 1e-4)):
        """Readings and work; `shares` of the tolerance are the absolute ones of potential (V_t), ions and carriers (1e24 m^-3)."""
        from sksundae.ida import IDA
        self.prepare_joints()
        start = self.jump(self.rest(), self.data["bias"]).ravel()
        size = start.size
        algebraic = np.zeros((self.n, self.m), bool)
        algebraic[:, 0] = True
        algebraic[:, 1:] = ~self.present.T | self.glued.T
        algebraic[0, -2:] = True
        algebraic[-1, -2:] = True
        absolute = np.full((self.n, self.m), shares[2] * tolerance)
        absolute[:, 0] = shares[0] * tolerance
        absolute[:, 1:-2] = shares[1] * tolerance
        attempts = {"last": None, "count": 0}

        def residual(t, y, yp, out):
            # A step tried belongs to one time; corrections and differences for the Jacobian share it.
            if t != attempts["last"]:
                attempts["last"], attempts["count"] = t, attempts["count"] + 1
            self.residual(t, y, yp, out)

        solver = IDA(
            residual, rtol=tolerance, atol=absolute.ravel(),
            linsolver="band", lband=3 * self.m - 1, uband=3 * self.m - 1, algebraic_idx=list(np.flatnonzero(algebraic.ravel())),
            calc_initcond="yp0", calc_init_dt=1e-14, max_num_steps=20000, first_step=1e-14)
        times = np.concatenate([[0.0], self.data["times"]])
        solution = solver.solve(times, start, np.zeros(size))
        if not solution.success:
            raise RuntimeError(f"IDA stopped at {solution.t[-1]} s: {solution.message}")
        return {"nodes": self.n, "steps": attempts["count"], "iterations": int(solution.nfev),
                "factorisations": int(solution.njev),
                "readings": [self.reading(y, yp) for y, yp in zip(solution.y[1:], solution.yp[1:])]}


if __name__ == "__main__":
    with open(sys.argv[1]) as file:
        data = json.load(file)
    print(json.dumps([Diode(data, int(r)).run(t) for r, t in data["runs"]]))
