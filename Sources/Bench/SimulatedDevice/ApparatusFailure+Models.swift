import Emission
import Optics
import Transport

// The models' errors already end in a remedy; the failure keeps their words and says which model spoke.
extension ApparatusFailure {
  init(transport error: TransportError) {
    self.init("slow model: \(error)", remedy: "check the device's ions and layers, or take smaller bias steps")
  }

  init(optics error: OpticsError) {
    self.init("optics: \(error)", remedy: "check the layers' optical constants and thicknesses")
  }

  init(emission error: EmissionError) {
    self.init("pulse: \(error)", remedy: "check the device's emission parameters and the pump")
  }
}
