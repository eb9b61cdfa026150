import Foundation
import Optics
import Testing

/// Numbers of an independent program: `tmm` 0.2.0 (S. J. Byrnes, arXiv:1603.02720, transfer matrices, from PyPI), run once:
/// `inc_tmm(pol, n, d, c, angle, 355)` with c = 'i' for the glass and both ambients, and `inc_absorp_in_each_layer`.
@Suite("Plane waves against an independent program")
struct TransferMatrixOracleTests {
  struct Reference: Sendable {
    let side: IncidenceSide
    let polarisation: Polarisation
    let angle: Double
    let reflectance: Double
    let transmittance: Double
    let absorbed: [Double]
  }

  static func stack() throws -> OpticalStack {
    try OpticalStack(
      layers: [
        layer(1e6, 1.55, 1e-6, incoherent: true), layer(50, 2.14, 0.023), layer(50, 1.74, 0.11), layer(150, 2.21, 0.45),
        layer(40, 1.55, 0.21), layer(7, 1.66), layer(50, 2.14, 0.023),
      ], wavelength: 355e-9)
  }

  static let references = [
    Reference(
      side: .holeSide, polarisation: .s, angle: 0.0, reflectance: 0.339781521469828, transmittance: 0.0284750736042551,
      absorbed: [
        0.00112439849897527, 0.00132089010357546, 0.008426552035858, 0.426205628438332,
        0.164134863124104, 0, 0.0305310727250719,
      ]),
    Reference(
      side: .holeSide, polarisation: .s, angle: 0.6, reflectance: 0.433866586990093, transmittance: 0.0205626399437221,
      absorbed: [
        0.000922003976759355, 0.00105157949169429, 0.0066854831357304, 0.35995801027053,
        0.147465689627016, 0, 0.0294880065644542,
      ]),
    Reference(
      side: .holeSide, polarisation: .s, angle: 1.3, reflectance: 0.777460504341719, transmittance: 0.00398095263837794,
      absorbed: [
        0.000432301267766806, 0.000426577947627677, 0.0024095212921153, 0.138261248941713,
        0.061371064615998, 0, 0.0156578289546828,
      ]),
    Reference(
      side: .holeSide, polarisation: .p, angle: 0.0, reflectance: 0.339781521469828, transmittance: 0.0284750736042551,
      absorbed: [
        0.00112439849897527, 0.00132089010357547, 0.00842655203585799, 0.426205628438332,
        0.164134863124104, 0, 0.0305310727250719,
      ]),
    Reference(
      side: .holeSide, polarisation: .p, angle: 0.6, reflectance: 0.266706298375606, transmittance: 0.0290625508983426,
      absorbed: [
        0.00118208363135196, 0.00136271012400093, 0.00834018441407094, 0.463973952251041,
        0.19422110273911, 0, 0.0351511175664756,
      ]),
    Reference(
      side: .holeSide, polarisation: .p, angle: 1.3, reflectance: 0.00129851105211868,
      transmittance: 0.0291770939991325,
      absorbed: [
        0.00162480768764637, 0.00170392220957118, 0.0100699406655757, 0.603382210216345,
        0.303466683325338, 0, 0.0492768308442733,
      ]),
    Reference(
      side: .electronSide, polarisation: .s, angle: 0.0, reflectance: 0.128963545530635,
      transmittance: 0.0284750736042551,
      absorbed: [
        0.0364167032664033, 0.0322777811199478, 0.16128296680311, 0.594156828782612,
        0.017051994718988, 0, 0.00137510617404953,
      ]),
    Reference(
      side: .electronSide, polarisation: .s, angle: 0.6, reflectance: 0.187158746747764,
      transmittance: 0.0205626399437221,
      absorbed: [
        0.0395916625145183, 0.0324816322121117, 0.159136629648343, 0.545724107698954,
        0.0141945808774558, 0, 0.00115000035713098,
      ]),
    Reference(
      side: .electronSide, polarisation: .s, angle: 1.3, reflectance: 0.492786461839963,
      transmittance: 0.00398095263837794,
      absorbed: [
        0.035334161375877, 0.0258433749979921, 0.105060383301321, 0.329604871987717,
        0.00677066717158775, 0, 0.000619126687164351,
      ]),
    Reference(
      side: .electronSide, polarisation: .p, angle: 0.0, reflectance: 0.128963545530635,
      transmittance: 0.0284750736042551,
      absorbed: [
        0.0364167032664034, 0.0322777811199479, 0.16128296680311, 0.594156828782612,
        0.017051994718988, 0, 0.00137510617404953,
      ]),
    Reference(
      side: .electronSide, polarisation: .p, angle: 0.6, reflectance: 0.110281818338637,
      transmittance: 0.0290625508983426,
      absorbed: [
        0.0398502238565034, 0.0352809570197265, 0.167911098920169, 0.600920893617915,
        0.0153046184861649, 0, 0.00138783886254258,
      ]),
    Reference(
      side: .electronSide, polarisation: .p, angle: 1.3, reflectance: 0.135869527203773,
      transmittance: 0.0291770939991325,
      absorbed: [
        0.0422921714511222, 0.0378336937929578, 0.169076438092795, 0.57009829992156,
        0.0141363097791755, 0, 0.00151646575948437,
      ]),
  ]

  @Test("device-like stack with a 1 mm glass", arguments: references)
  func mixedStack(reference: Reference) throws {
    let result = try Self.stack().illuminate(
      from: reference.side, angle: reference.angle, polarisation: reference.polarisation)
    // The two programs treat the interference of both directions in the absorbing glass differently, by k/n = 6e-7.
    #expect(abs(result.reflectance - reference.reflectance) < 1e-6)
    #expect(abs(result.transmittance - reference.transmittance) < 1e-6)
    for (ours, theirs) in zip(result.absorbedByLayer, reference.absorbed) { #expect(abs(ours - theirs) < 1e-6) }
  }

  /// `coh_tmm(pol, n, d, 0.6, 355)` and `position_resolved(3, x)['absor']`, nm⁻¹, at x = 0, 10, 75 and 150 nm.
  @Test(
    "absorption profile of a coherent stack",
    arguments: [
      (
        Polarisation.s, 0.40615928462424444, 0.03650479987484763,
        [0.007072722657813179, 0.006056593320755388, 0.0021472818547488017, 0.0005966619630525782]
      ),
      (
        .p, 0.24802156830122438, 0.0456045550232043,
        [0.008790425433349328, 0.0074563732025076795, 0.0026690121386184684, 0.0007977442857960518]
      ),
    ])
  func profile(polarisation: Polarisation, reflectance: Double, transmittance: Double, density: [Double]) throws {
    let towards = [layer(50, 2.14, 0.023), layer(40, 1.55, 0.21), layer(150, 2.21, 0.45), layer(50, 1.55)]
    let width = 2e-12
    let places = [width / 2, 10e-9, 75e-9, 150e-9 - width / 2]
    for side in IncidenceSide.allCases {
      let layers = side == .electronSide ? towards : towards.reversed()
      let target = side == .electronSide ? 2 : 1
      let stack = try OpticalStack(layers: layers, wavelength: 355e-9)
      for (place, expected) in zip(places, density) {
        let x = side == .electronSide ? place : 150e-9 - place
        let result = try stack.illuminate(
          from: side, angle: 0.6, polarisation: polarisation, cellEdges: [target: [x - width / 2, x + width / 2]])
        #expect(abs(result.reflectance - reflectance) < 1e-13)
        #expect(abs(result.transmittance - transmittance) < 1e-13)
        // A cell of 2 pm whose centre lies up to 1 pm off: 1e-3 nm × the slope, 2 % per nm.
        #expect(abs(result.absorbedByCell[target][0] / 2e-3 - expected) < 3e-5 * expected)
      }
    }
  }
}
