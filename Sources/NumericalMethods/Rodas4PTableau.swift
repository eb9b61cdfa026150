// Coefficients of Rodas4P, a stiffly accurate Rosenbrock method of order 4 with an embedded order 3, six stages, for
// index-1 differential–algebraic systems and parabolic problems without order reduction.
//
// Form used here (no matrix–vector products):  W = M/(hγ) − ∂f/∂y,
//   W U_i = f(t + c_i h, y + Σ_{j<i} a_ij U_j) + M Σ_{j<i} (C_ij/h) U_j + h d_i ∂f/∂t,
//   stage 5 lies at y + Σ a_5j U_j, stage 6 at that + U_5, the new value is stage 6 + U_6, and U_6 is the error estimate.
// Dense output (order 3):  y(t + θh) = (1 − θ) y₀ + θ (y₁ + (1 − θ)(Σ h_2j U_j + θ Σ h_3j U_j)).
//
// Source: Steinebach, Order-reduction of ROW-methods for DAEs and method of lines applications, Preprint 1741, TH
// Darmstadt (1995) (there RODASP); form: Hairer and Wanner, Solving Ordinary Differential Equations II, 2nd ed. (1996),
// section IV.7, doi:10.1007/978-3-642-05221-7. `Rodas4PTableauTests` holds every number here to the order conditions.

/// The numbers of Rodas4P, dimensionless.
public enum Rodas4PTableau {
  /// γ, the diagonal coefficient.
  public static let gamma = 0.25
  /// Times of the stages c_i, in steps.
  public static let nodes: [Double] = [0, 0.75, 0.21, 0.63, 1, 1]
  /// Weights d_i of ∂f/∂t.
  public static let timeWeights: [Double] = [0.25, -0.5, -0.023504, -0.0362, 0, 0]
  /// a_ij: row i gives the argument of stage i + 1 (the sixth row repeats the fifth and adds U_5).
  public static let arguments: [[Double]] = [
    [],
    [3],
    [1.831036793486759, 0.4955183967433795],
    [2.304376582692669, -0.05249275245743001, -1.176798761832782],
    [-7.170454962423024, -4.741636671481785, -16.31002631330971, -1.062004044111401],
    [-7.170454962423024, -4.741636671481785, -16.31002631330971, -1.062004044111401, 1],
  ]
  /// C_ij: the coupling of earlier stages through the mass matrix.
  public static let couplings: [[Double]] = [
    [],
    [-12],
    [-8.791795173947035, -2.207865586973518],
    [10.81793056857153, 6.780270611428266, 19.53485944642410],
    [34.19095006749676, 15.49671153725963, 54.74760875964130, 14.16005392148534],
    [34.62605830930532, 15.30084976114473, 56.99955578662667, 18.40807009793095, -5.714285714285717],
  ]
  /// h_2j of the dense output.
  public static let denseFirst: [Double] = [
    25.09876703708589, 11.62013104361867, 28.49148307714626, -5.664021568594133, 0,
  ]
  /// h_3j of the dense output.
  public static let denseSecond: [Double] = [
    1.638054557396973, -0.7373619806678748, 8.477918219238990, 15.99253148779520, -1.882352941176471,
  ]
}
