import Materials
import Optics

extension Benchmark {
  /// Where the light of a dipole sheet in the middle of the film goes, for every orientation, split among the modes.
  static let dipoles = Benchmark("dipoles at one depth of the diode, all orientations", room: "optics") {
    let device = try DeviceLibrary.load("cspbbr3-led").device
    let stack = try OpticalStack(device: device, wavelength: 538e-9)
    let depth = 0.5 * (device.emitterIndex.map { device.layers[$0].thickness } ?? 0)
    return try Work { [try stack.dipoleEmission(depth: depth).purcellFactor] }
  }
}
