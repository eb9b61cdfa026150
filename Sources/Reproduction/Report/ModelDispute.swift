// Where paper and model disagree or lean on each other, and which experiment would decide. These are judgements, written by
// people; the numbers behind them stand in the rows.

/// One open question between the paper and the model.
public struct ModelDispute: Sendable {
  /// Rows it concerns.
  public let rows: [String]
  /// What does not fit, or is not known.
  public let question: String
  /// What the model takes for granted there.
  public let assumption: String
  /// The measurement that would decide.
  public let experiment: String

  /// Those that concern any of the rows.
  public static func concerning(_ ids: [String]) -> [ModelDispute] {
    all.filter { dispute in dispute.rows.contains(where: ids.contains) }
  }

  /// All of them.
  public static let all: [ModelDispute] = [
    ModelDispute(
      rows: ["F2c", "F2c-long", "S12"],
      question: "Figure 2c says that 1 s at 4 V lowers the threshold to a third; figure 3a says that at 0.8 of the threshold "
        + "ASE comes up only after about 10 s at 4 V. One sample at one temperature cannot do both from the same state of rest.",
      assumption: "The ladder of 2c follows the paper's sequence of biases, so that the ions have moved during the steps before; "
        + "a fresh second at 4 V leaves the computed threshold near its value at rest.",
      experiment: "The threshold after one second at 4 V with an hour of rest before it, against the same in the order of 2c."),
    ModelDispute(
      rows: ["S14", "F3b-off"],
      question: "The reported return current is larger at half a second than the model's, which moves the same charge more evenly.",
      assumption: "One slow ion with one diffusivity in TFB.",
      experiment: "The return current from 10 ms to 100 s for several holding times: one diffusivity gives one curve in t/L²."),
    ModelDispute(
      rows: ["S14"],
      question: "With full carriers the charge that returns is not the charge that moved: the leak through Al₂O₃ counts, too, and "
        + "over a minute at 4 V it is more than the ions'.",
      assumption: "The criterion takes all charge at the terminals for that of the ions, which is right without a leak.",
      experiment: "The same transient at two temperatures: leak and ions have different activation energies."),
    ModelDispute(
      rows: ["S18a"],
      question: "With majority carriers alone the threshold of the diode with insulators beside the film hardly moves. With "
        + "electrons and holes everywhere the transport layers fill up to the insulators, the field falls on the film, and ions "
        + "that cannot leave it still gather at its faces: the control with full carriers modulates, the paper does not.",
      assumption: "Ohmic supply of holes to TFB in that sample, whose work functions nobody measured.",
      experiment: "The capacitance of the blocked sample against bias: it tells which layers the voltage falls on."),
    ModelDispute(
      rows: ["S2", "S4", "N2", "S11", "S13"],
      question: "The electroluminescence of the computed diode is far weaker than a real one's at 10 V, and its current behind "
        + "Al₂O₃ a trickle.",
      assumption: "A leak through Al₂O₃ and a defect at ZnO, both set by hand so that the four rows hold together.",
      experiment: "Current and photons of the same pixel from 4 to 10 V, at two temperatures, with and without Al₂O₃."),
    ModelDispute(
      rows: ["F2b", "S16"],
      question: "The loss of light at reverse bias is put down to extraction at the TFB side with one coefficient, fitted to it.",
      assumption: "Extraction in proportion to the field at the face; on nanoseconds the carriers of a strong pulse screen it.",
      experiment: "The photocurrent of single pulses at reverse bias, with the charge counted: it is the extracted share itself."),
    ModelDispute(
      rows: ["K2", "F2d", "S8", "S9"],
      question: "That k2r rises when ions leave is read from yields and thresholds together; a free share of escaping light would "
        + "do the same to the yield alone.",
      assumption: "The escape of light does not depend on the bias; gain and spontaneous emission are tied by detailed balance.",
      experiment: "Yield in an integrating sphere and gain by a variable stripe at 0 and 6 V on the same spot."),
    ModelDispute(
      rows: ["S1"],
      question: "The paper corrects by a pump transmission of 0.6, which is none of the shares that the optics of the stack give for "
        + "the light that reaches the emitter.",
      assumption: "Transmission of the layers above the emitter, alone, into air.",
      experiment: "Reflectance and transmittance at 355 nm of the very device, and n and k of its TFB."),
    ModelDispute(
      rows: ["S20"],
      question: "The triple-cation cell brightens through weaker extraction, screened by ions, not through rate constants; and "
        + "its vacancies had to be slower than those of the published cells.",
      assumption: "One mobile vacancy, no dependence of the rates on it.",
      experiment: "The same transient at open circuit and at short circuit: extraction is only in the second."),
    ModelDispute(
      rows: ["OUT"],
      question: "The paper hopes for the duty cycle. In the model ions follow the mean bias, which a duty cycle below a tenth "
        + "hardly moves, and currents at threshold forbid a tenth for heat: the DC pre-bias does the work.",
      assumption: "Heat leaves through a sapphire substrate; injected pairs land evenly in the film.",
      experiment: "The optical threshold under a train of weak electrical pulses at 10 V, duty cycle from 0.01 to 0.5."),
  ]
}
