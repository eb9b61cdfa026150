// A sheet of dipoles inside the emitter: how fast it emits and where the light goes (the integrals: DipoleSheet.swift).

import Foundation

/// Orientation of emitting dipoles.
public enum DipoleOrientation: String, Sendable, CaseIterable {
  /// Perpendicular to the layers.
  case perpendicular
  /// In the plane of the layers, all azimuths.
  case parallel
  /// All directions alike: one third perpendicular, two thirds parallel.
  case isotropic

  /// Share of dipoles that stand upright.
  var uprightShare: Double {
    switch self {
    case .perpendicular: 1
    case .parallel: 0
    case .isotropic: 1.0 / 3
    }
  }
}

/// Where the light of a dipole sheet goes; the shares of the emitted power add up to 1.
public struct DipoleEmission: Sendable, Equatable {
  /// Emission rate over that in the bulk of the emitter, dimensionless.
  public internal(set) var purcellFactor = 0.0
  /// Share that leaves into the half space above the last layer of the guide, dimensionless.
  public internal(set) var upper = 0.0
  /// Share that enters the lower half space (glass, or the ambient where there is none) within the escape cone of the
  /// ambient, before any reflection at its far side, dimensionless.
  public internal(set) var lowerWithinCone = 0.0
  /// Share that enters the lower half space beyond that cone, dimensionless.
  public internal(set) var lowerBeyondCone = 0.0
  /// Share that travels in neither half space: guided modes, plasmons and near field, dimensionless.
  public internal(set) var guided = 0.0
  /// Share absorbed on the way to the half spaces, dimensionless.
  public internal(set) var absorbed = 0.0
  /// The guided share by mode, TE before TM, by order.
  public internal(set) var modes: [ModeShare] = []

  /// What one guided mode gets.
  public struct ModeShare: Sendable, Equatable {
    /// TE or TM.
    public let polarisation: ModePolarisation
    /// Order m, as of `GuidedMode`.
    public let order: Int
    /// Share of the emitted power, dimensionless.
    public let share: Double
  }

  /// Share of the emitted power in no half space and no mode: absorbed out of the near field, dimensionless. It holds the
  /// small difference by which a mode with loss is no sharp line, too.
  public var nearField: Double { guided - modes.reduce(0) { $0 + $1.share } }

  /// Rates of upright and of flat dipoles side by side, mixed.
  static func mixture(_ a: DipoleEmission, _ shareOfA: Double, _ b: DipoleEmission) -> DipoleEmission {
    let (rateA, rateB) = (shareOfA * a.purcellFactor, (1 - shareOfA) * b.purcellFactor)
    let rate = rateA + rateB
    func mean(_ path: (DipoleEmission) -> Double) -> Double { (rateA * path(a) + rateB * path(b)) / rate }
    return DipoleEmission(
      purcellFactor: rate, upper: mean(\.upper), lowerWithinCone: mean(\.lowerWithinCone),
      lowerBeyondCone: mean(\.lowerBeyondCone), guided: mean(\.guided), absorbed: mean(\.absorbed),
      modes: zip(a.modes, b.modes).map { inA, inB in
        ModeShare(
          polarisation: inA.polarisation, order: inA.order, share: (rateA * inA.share + rateB * inB.share) / rate)
      })
  }
}

extension OpticalStack {
  /// Emission of a sheet of dipoles at a depth of a coherent layer, which counts as transparent.
  ///
  /// An incoherent layer next to the guide is a half space, as for guided modes.
  /// - Parameters:
  ///   - depth: distance from the low face of the layer, m.
  ///   - layer: the layer; the emitter where none is given.
  ///   - orientation: of the dipoles.
  /// - Throws: `OpticsError` where there is no such coherent layer or the sheet lies outside it.
  public func dipoleEmission(
    depth: Double, in layer: Int? = nil, orientation: DipoleOrientation = .isotropic
  ) throws(OpticsError) -> DipoleEmission {
    try dipoleEmissions(depth: depth, in: layer)[orientation] ?? DipoleEmission()
  }

  /// The same for every orientation at once, at the cost of one.
  ///
  /// - Throws: as `dipoleEmission`.
  public func dipoleEmissions(
    depth: Double, in layer: Int? = nil
  ) throws(OpticsError) -> [DipoleOrientation: DipoleEmission] {
    let (flat, upright) = try DipoleSheet(self, depth: depth, layer: layer).emission()
    return Dictionary(
      uniqueKeysWithValues: DipoleOrientation.allCases.map {
        ($0, DipoleEmission.mixture(upright, $0.uprightShare, flat))
      })
  }
}
