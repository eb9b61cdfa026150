// Impedance by exact linearisation of the discrete system: no oscillation is integrated, no amplitude has to be chosen.
//
// `LinearisedTransport` holds M ẋ = A x + b v + g s and the terminal current j as a functional of x, ẋ, v, v̇ and s, from
// the very Jacobian of the time integration: the spectrum belongs to the same discrete device as a transient. Here
//   (iωM − A) x = b δV   or   g δs   is solved for each frequency (HarmonicBlockTridiagonal.swift).
// Ions cannot cross a contact; what solver round-off would create of them is taken out along their own density, as in the
// time integration, or it would be amplified by 1/ω at the lowest frequencies.
//
// With a series resistance R_s and a shunt R_sh: Y = Y′/(1 + R_s Y′), Y′ = Y_layers + 1/R_sh, and likewise for light.
//
// Accuracy of Z: that of the mesh (second order), nothing else.

import Foundation
import Materials
import NumericalMethods
import Quantities

extension TransportModel {
  /// Impedance, and with light the modulated photocurrent, about a stationary state.
  /// - Parameters:
  ///   - state: a steady state at its bias and in its light, from `steadyState`, `equilibrium` or `settle`; light is
  ///     modulated in proportion to what falls on the state.
  ///   - frequencies: Hz, above zero.
  /// - Throws: `TransportError` for a frequency that is not positive, or where the linear system is singular.
  public func impedance(
    of state: TransportState, frequencies: [Double] = ImpedanceSpectrum.standardFrequencies
  ) throws(TransportError) -> ImpedanceSpectrum {
    for frequency in frequencies where !(frequency > 0 && frequency.isFinite) {
      throw .invalidValue(path: "frequency", value: frequency, remedy: "give a frequency above 0 Hz")
    }
    let small = SmallSignal(model: self, state: state)
    let flux = zip(state.generation, mesh.widths).reduce(0) { $0 + $1.0 * $1.1 }
    let scale = -1 / (PhysicalConstants.elementaryCharge * flux)
    let contacts = device.contacts
    var admittance: [ComplexValue] = []
    var photocurrent: [ComplexValue] = []
    for frequency in frequencies {
      let omega = 2 * Double.pi * frequency
      guard let byBias = small.response(toLight: false, angularFrequency: omega) else {
        throw .invalidValue(
          path: "frequency", value: frequency,
          remedy: "the linearised system is singular here; start from a steady state")
      }
      // The shunt beside the layers, the series resistance before both.
      let layers = ComplexValue(byBias.real + 1 / contacts.shuntResistance, byBias.imaginary)
      let loading = ComplexValue(
        1 + contacts.seriesResistance * layers.real, contacts.seriesResistance * layers.imaginary
      ).reciprocal
      admittance.append(layers * loading)
      guard flux > 0, let byLight = small.response(toLight: true, angularFrequency: omega) else { continue }
      photocurrent.append(ComplexValue(byLight.real * scale, byLight.imaginary * scale) * loading)
    }
    return ImpedanceSpectrum(frequencies: frequencies, admittance: admittance, photocurrent: photocurrent)
  }
}

/// A linearised device and the work area of its solver.
private final class SmallSignal {
  private let linear: LinearisedTransport
  private let solver: HarmonicBlockTridiagonal
  private let reservoirs: [IonReservoir]
  private let widths: [Double]
  private let densities: [Double]
  private var real: [Double]
  private var imaginary: [Double]

  init(model: TransportModel, state: TransportState) {
    linear = model.linearised(at: state)
    solver = HarmonicBlockTridiagonal(blockCount: linear.cellCount, blockSize: linear.blockSize)
    for n in linear.diagonal.indices {
      solver.lower[n] = -linear.lower[n]
      solver.diagonal[n] = -linear.diagonal[n]
      solver.upper[n] = -linear.upper[n]
    }
    for k in linear.mass.indices { solver.mass[k] = linear.mass[k] }
    reservoirs = model.species.enumerated().filter { $0.element.isIon }.flatMap { k, one in
      IonReservoir.all(of: one, row: k + 1)
    }
    widths = model.mesh.widths
    densities = state.unknowns
    real = linear.biasInput
    imaginary = linear.biasInput
  }

  /// Terminal current per volt of bias, or per relative change of the light, A m⁻²; `nil` if the system is singular.
  func response(toLight isLight: Bool, angularFrequency omega: Double) -> ComplexValue? {
    let input = isLight ? linear.lightInput : linear.biasInput
    for k in input.indices {
      real[k] = input[k]
      imaginary[k] = 0
    }
    let isSolved = real.withUnsafeMutableBufferPointer { re in
      imaginary.withUnsafeMutableBufferPointer { im in
        guard let re = re.baseAddress, let im = im.baseAddress else { return false }
        return solver.solve(angularFrequency: omega, real: re, imaginary: im)
      }
    }
    guard isSolved else { return nil }
    Self.conserve(&real, reservoirs, widths, densities, linear.blockSize)
    Self.conserve(&imaginary, reservoirs, widths, densities, linear.blockSize)
    var sum =
      isLight
      ? ComplexValue(linear.lightOutput, 0) : ComplexValue(linear.biasOutput, omega * linear.biasRateOutput)
    for k in input.indices {
      let (c, d) = (linear.output[k], omega * linear.rateOutput[k])
      guard c != 0 || d != 0 else { continue }
      sum.real += c * real[k] - d * imaginary[k]
      sum.imaginary += c * imaginary[k] + d * real[k]
    }
    return sum
  }

  /// Takes the spurious sum of a small change of ions over each reservoir out of it.
  private static func conserve(
    _ x: inout [Double], _ reservoirs: [IonReservoir], _ widths: [Double], _ densities: [Double], _ m: Int
  ) {
    for reservoir in reservoirs {
      var (sum, total) = (0.0, 0.0)
      for i in reservoir.cells {
        sum += x[i * m + reservoir.row] * widths[i]
        total += max(0, densities[i * m + reservoir.row]) * widths[i]
      }
      guard sum != 0, total > 0 else { continue }
      for i in reservoir.cells {
        x[i * m + reservoir.row] -= sum / total * max(0, densities[i * m + reservoir.row])
      }
    }
  }
}
