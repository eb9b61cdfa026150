import Foundation

/// A nonlinear problem with certified answers: NIST/ITL Statistical Reference Datasets,
/// https://www.itl.nist.gov/div898/strd/nls/nls_main.shtml (doi:10.18434/T43G6C). All of "higher" difficulty.
struct NISTProblem: Sendable, CustomStringConvertible {
  let description: String
  let x: [Double]
  let y: [Double]
  let starts: [[Double]]
  let certified: [Double]
  let standardErrors: [Double]
  let squares: Double
  let model: @Sendable (Double, [Double]) -> Double

  static let all = [boxBOD, ratkowsky2, mgh09, mgh10, thurber]

  /// Box, Hunter and Hunter (1978), pp. 483–487.
  static let boxBOD = NISTProblem(
    description: "BoxBOD", x: [1, 2, 3, 5, 7, 10], y: [109, 149, 149, 191, 213, 224],
    starts: [[1, 1], [100, 0.75]], certified: [2.1380940889E+02, 5.4723748542E-01],
    standardErrors: [1.2354515176E+01, 1.0455993237E-01], squares: 1.1680088766E+03
  ) { x, b in b[0] * (1 - exp(-b[1] * x)) }

  /// Ratkowsky (1983), p. 61.
  static let ratkowsky2 = NISTProblem(
    description: "Rat42", x: [9, 14, 21, 28, 42, 57, 63, 70, 79],
    y: [8.930, 10.800, 18.590, 22.330, 39.350, 56.110, 61.730, 64.620, 67.080],
    starts: [[100, 1, 0.1], [75, 2.5, 0.07]],
    certified: [7.2462237576E+01, 2.6180768402E+00, 6.7359200066E-02],
    standardErrors: [1.7340283401E+00, 8.8295217536E-02, 3.4465663377E-03], squares: 8.0565229338E+00
  ) { x, b in b[0] / (1 + exp(b[1] - b[2] * x)) }

  /// Kowalik and Osborne (1978).
  static let mgh09 = NISTProblem(
    description: "MGH09",
    x: [4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625],
    y: [0.1957, 0.1947, 0.1735, 0.16, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246],
    starts: [[25, 39, 41.5, 39], [0.25, 0.39, 0.415, 0.39]],
    certified: [1.9280693458E-01, 1.9128232873E-01, 1.2305650693E-01, 1.3606233068E-01],
    standardErrors: [1.1435312227E-02, 1.9633220911E-01, 8.0842031232E-02, 9.0025542308E-02],
    squares: 3.0750560385E-04
  ) { x, b in b[0] * (x * x + x * b[1]) / (x * x + x * b[2] + b[3]) }

  /// Meyer (1970); its far start has a test of its own.
  static let mgh10 = NISTProblem(
    description: "MGH10", x: (0..<16).map { 50 + 5 * Double($0) },
    y: [34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744, 8261, 7030, 6005, 5147, 4427, 3820, 3307, 2872],
    starts: [[0.02, 4_000, 250]],
    certified: [5.6096364710E-03, 6.1813463463E+03, 3.4522363462E+02],
    standardErrors: [1.5687892471E-04, 2.3309021107E+01, 7.8486103508E-01], squares: 8.7945855171E+01
  ) { x, b in b[0] * exp(b[1] / (x + b[2])) }

  /// Thurber (1979), semiconductor electron mobility.
  static let thurber = NISTProblem(
    description: "Thurber",
    x: [
      -3.067, -2.981, -2.921, -2.912, -2.840, -2.797, -2.702, -2.699, -2.633, -2.481, -2.363, -2.322, -1.501, -1.460,
      -1.274, -1.212, -1.100, -1.046, -0.915, -0.714, -0.566, -0.545, -0.400, -0.309, -0.109, -0.103, 0.010, 0.119,
      0.377, 0.790, 0.963, 1.006, 1.115, 1.572, 1.841, 2.047, 2.200,
    ],
    y: [
      80.574, 84.248, 87.264, 87.195, 89.076, 89.608, 89.868, 90.101, 92.405, 95.854, 100.696, 101.060, 401.672,
      390.724, 567.534, 635.316, 733.054, 759.087, 894.206, 990.785, 1090.109, 1080.914, 1122.643, 1178.351, 1260.531,
      1273.514, 1288.339, 1327.543, 1353.863, 1414.509, 1425.208, 1421.384, 1442.962, 1464.350, 1468.705, 1447.894,
      1457.628,
    ],
    starts: [[1000, 1000, 400, 40, 0.7, 0.3, 0.03], [1300, 1500, 500, 75, 1, 0.4, 0.05]],
    certified: [
      1.2881396800E+03, 1.4910792535E+03, 5.8323836877E+02, 7.5416644291E+01, 9.6629502864E-01, 3.9797285797E-01,
      4.9727297349E-02,
    ],
    standardErrors: [
      4.6647963344E+00, 3.9571156086E+01, 2.8698696102E+01, 5.5675370270E+00, 3.1333340687E-02, 1.4984928198E-02,
      6.5842344623E-03,
    ], squares: 5.6427082397E+03
  ) { x, b in
    let numerator = b[0] + x * (b[1] + x * (b[2] + x * b[3]))
    return numerator / (1 + x * (b[4] + x * (b[5] + x * b[6])))
  }
}
