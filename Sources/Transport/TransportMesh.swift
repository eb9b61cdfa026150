// The finite-volume mesh: cells graded towards every layer boundary, symmetric within a layer.
//
// Ions pile up within a Debye length (0.3…3 nm) of a boundary, so cells start at 0.1 nm there, or at a tenth of the Debye
// length if that is less, and grow by 1.3 up to the layer's largest cell. In a layer that ions cross in a strong field the cell Péclet number zΔφ/V_t must stay near 2:
// 1e8 V/m across 0.5 nm gives 2, so such layers take 0.5 nm. A layer without charge is one cell, the potential in it
// being exactly linear; the emitter is always resolved, for the sake of the light.

import Foundation
import Materials
import Quantities

/// Cells of the electrical domain, from the ETL contact (x = 0) to the HTL contact.
public struct TransportMesh: Sendable, Equatable {
  /// Cell boundaries x, m, one more than cells.
  public let edges: [Double]
  /// Cell centres, m.
  public let centres: [Double]
  /// Cell widths, m.
  public let widths: [Double]
  /// Index into `device.layers` for each cell.
  public let layerIndices: [Int]

  /// Number of cells.
  public var cellCount: Int { widths.count }
  /// Length of the domain L, m.
  public var length: Double { edges.last ?? 0 }

  /// Cells of one layer, as a range; empty for a layer outside the electrical domain.
  /// - Parameter layer: index into `device.layers`.
  public func cells(ofLayer layer: Int) -> Range<Int> {
    guard let first = layerIndices.firstIndex(of: layer), let last = layerIndices.lastIndex(of: layer) else {
      return 0..<0
    }
    return first..<(last + 1)
  }

  /// Cell edges of one layer measured from that layer's own low face, m.
  /// - Parameter layer: index into `device.layers`.
  public func edgesWithinLayer(_ layer: Int) -> [Double] {
    let range = cells(ofLayer: layer)
    guard !range.isEmpty else { return [] }
    return edges[range.lowerBound...range.upperBound].map { $0 - edges[range.lowerBound] }
  }

  init(device: Device, settings: TransportSettings) {
    var widths: [Double] = []
    var layers: [Int] = []
    for index in device.transportLayerIndices {
      let cells = Self.joined(
        Self.widths(of: device.layers[index], device: device, settings: settings), count: settings.meshCoarsening)
      widths += cells
      layers += Array(repeating: index, count: cells.count)
    }
    var edges = [0.0]
    for width in widths { edges.append((edges.last ?? 0) + width) }
    self.widths = widths
    self.edges = edges
    centres = widths.indices.map { edges[$0] + widths[$0] / 2 }
    layerIndices = layers
  }

  /// Cells of `count` neighbours each; what is left over stays as it is.
  private static func joined(_ widths: [Double], count: Int) -> [Double] {
    guard count > 1 else { return widths }
    return stride(from: 0, to: widths.count, by: count).map { first in
      widths[first..<min(first + count, widths.count)].reduce(0, +)
    }
  }

  private static func widths(of layer: Layer, device: Device, settings: TransportSettings) -> [Double] {
    let refinement = max(1, settings.meshRefinement)
    let entered = device.ions.compactMap { $0.layers[layer.name] }.filter(\.isPermeable)
    let hasBands = device.carriers == .full && layer.transport?.semiconductor != nil
    let isMobile = !entered.isEmpty || hasBands || layer.transport?.electronMobility != nil
    let isCharged = (layer.transport?.donorDensity ?? 0) > 0
    guard isMobile || isCharged || layer.isEmitter else {
      return Array(repeating: layer.thickness / Double(refinement), count: refinement)
    }
    let isUnscreened = !entered.isEmpty && entered.allSatisfy { $0.restDensity == 0 } && !hasBands
    let screened = hasBands ? max(settings.largestCell, layer.thickness / 40) : settings.largestCell
    let automatic = isUnscreened ? settings.largestUnscreenedCell : screened
    let resolved = debyeLength(of: layer, device: device) / settings.cellsPerDebyeLength
    return graded(
      thickness: layer.thickness,
      smallest: min(hasBands ? settings.smallestCarrierCell : settings.smallestCell, resolved),
      largest: layer.transport?.largestCell ?? automatic,
      ratio: hasBands ? settings.carrierGrowthRatio : settings.growthRatio, refinement: refinement)
  }

  /// Debye length of a layer as it was made, λ² = ε₀ε kT/(q² Σ z² c), m: over it charges at a boundary are screened.
  ///
  /// Counted are the ions that can move, at their rest density, and the majority carriers of the doping. Infinite where
  /// there are none; carriers that are injected later screen besides.
  /// - Parameters:
  ///   - layer: a layer of the device.
  ///   - device: its ions, its model of carriers and its temperature count.
  public static func debyeLength(of layer: Layer, device: Device) -> Double {
    guard let transport = layer.transport else { return .infinity }
    var density = 0.0
    for ion in device.ions {
      guard let offer = ion.layers[layer.name], offer.isPermeable else { continue }
      density += Double(ion.chargeNumber * ion.chargeNumber) * offer.restDensity
    }
    if device.carriers == .full, let semiconductor = transport.semiconductor {
      density += abs(transport.donorDensity - semiconductor.acceptorDensity)
    } else if transport.electronMobility != nil {
      density += transport.donorDensity
    }
    guard density > 0 else { return .infinity }
    let permittivity = PhysicalConstants.vacuumPermittivity * transport.relativePermittivity
    let thermalVoltage = PhysicalConstants.thermalVoltage(temperature: device.temperature)
    return (permittivity * thermalVoltage / (PhysicalConstants.elementaryCharge * density)).squareRoot()
  }

  /// Cells that grow from both ends of a layer towards its middle and fill it exactly.
  ///
  /// Refinement splits each cell of the coarse mesh evenly, so that ×2 is a true halving for convergence studies.
  static func graded(
    thickness: Double, smallest: Double, largest: Double, ratio: Double, refinement: Int
  ) -> [Double] {
    var half: [Double] = []
    var sum = 0.0
    var width = min(smallest, largest)
    while sum < thickness / 2 {
      half.append(width)
      sum += width
      width = min(width * ratio, largest)
    }
    let scale = thickness / 2 / sum
    let scaled = half.map { $0 * scale / Double(refinement) }
    let fine = scaled.flatMap { Array(repeating: $0, count: refinement) }
    return fine + fine.reversed()
  }
}
