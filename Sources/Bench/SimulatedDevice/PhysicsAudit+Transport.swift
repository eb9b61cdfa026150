import Materials
import Records
import Transport

extension PhysicsAudit {
  /// What a state of the slow model has conserved since its books began: ions by species, charge.
  package init(of state: TransportState, in model: TransportModel) {
    let report = model.audit(of: state)
    let drift = Dictionary(zip(model.device.ions.map(\.name), report.ionDrift.map(abs))) { max($0, $1) }
    self.init(ionDrift: drift, chargeImbalance: report.chargeImbalance, photonImbalance: nil)
  }
}
