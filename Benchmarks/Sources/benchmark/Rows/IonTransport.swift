import Materials
import Transport

extension Benchmark {
  /// The shipped diode from rest: bias switched from 0 to 4 V and held for 10 s.
  static let ionSwitch = Benchmark("ions of the diode, 0 → 4 V held for 10 s", room: "transport") {
    let model = try TransportModel(device: DeviceLibrary.load("cspbbr3-led").device)
    let rest = try model.equilibrium(bias: 0)
    return try Work {
      var state = rest
      try model.advance(&state, duration: 10, biasFrom: 4, biasTo: 4)
      return [state.chargePassed]
    }
  }
}
