import Foundation
import Materials

/// What can be wrong with an optical question, in words for the person who asked it.
public enum OpticsError: Error, Equatable, CustomStringConvertible {
  /// A layer's optical constants are missing or do not cover the wavelength.
  case material(layer: String, OpticalConstantsError)
  /// The file of a spectrum cannot be used.
  case spectrum(OpticalConstantsError)
  /// Wavelength, thickness or index is not a usable number.
  case unusable(quantity: String, value: Double, remedy: String)
  /// Cell edges were given for a layer that does not exist.
  case noSuchLayer(index: Int, count: Int)
  /// Cell edges, m, do not ascend or leave the layer.
  case cellEdges(layer: String, thickness: Double)
  /// The layer named as the core of the guide is incoherent, or the stack has no coherent layer.
  case noCoherentCore
  /// A mode of the transparent guide could not be followed to the absorbing one.
  case modeLost(polarisation: ModePolarisation, order: Int)
  /// The search for modes used up its evaluations of the mode equation.
  case searchEnded(polarisation: ModePolarisation, evaluations: Int)
  /// The half space light comes from absorbs, so that neither the incident power nor R and T are defined.
  case absorbingAmbient(refractiveIndex: ComplexNumber)

  /// Place or subject, reason and way out.
  public var description: String {
    switch self {
    case .material(let layer, let error):
      "layer '\(layer)': \(error)"
    case .spectrum(let error): "\(error)"
    case .unusable(let quantity, let value, let remedy):
      "\(quantity) is \(value); \(remedy)"
    case .noSuchLayer(let index, let count):
      "cells were given for layer \(index), but the stack has layers 0 to \(count - 1)"
    case .cellEdges(let layer, let thickness):
      "cell edges of layer '\(layer)' must ascend from 0 or more to at most its thickness, "
        + String(format: "%.6g nm", thickness * 1e9)
    case .noCoherentCore:
      "guided modes need a coherent core: mark the light-emitting layer, or give the index of a coherent layer"
    case .modeLost(let polarisation, let order):
      "mode \(polarisation)\(order) of the transparent stack is lost when its absorption is counted; "
        + "ask for lower orders only (highestOrder), or check the extinction of the layers"
    case .searchEnded(let polarisation, let evaluations):
      "the search for \(polarisation) modes was given up after \(evaluations) evaluations of the mode equation: two modes "
        + "coincide, or one lies on the border of being bound; change a thickness by a little, make a thick metal a "
        + "cladding (incoherent), or raise evaluationLimit"
    case .absorbingAmbient(let index):
      "the medium light comes from has the index \(index.real) + \(index.imaginary)i, and in an absorbing one neither "
        + "incident power nor R and T are defined; give a real index, and describe the absorbing medium as a layer "
        + "(isIncoherent where it is thick)"
    }
  }
}
