import Analysis
import Figures

extension Curve {
  /// A spectrum in nm and nJ cm⁻² nm⁻¹.
  static func spectrum(
    _ spectrum: Spectrum, label: String, style: Style = .line, colour: CurveColour = .automatic
  ) -> Curve {
    Curve(
      label, x: spectrum.wavelengths.map(\.nanometres),
      y: spectrum.intensities.map(\.nanojoulesPerSquareCentimetreNanometre), style: style,
      colour: colour)
  }

  /// Values over their largest.
  static func normalised(_ label: String, x: [Double], y: [Double]) -> Curve {
    let largest = y.max() ?? 1
    return Curve(label, x: x, y: y.map { $0 / largest })
  }
}
