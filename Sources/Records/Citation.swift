import Foundation

/// Something that whoever uses a result should cite.
public struct Citation: Sendable, Hashable {
  /// What it was used for, e.g. `refractive index of ZnO`.
  public let usedFor: String
  /// Authors, title, journal, year.
  public let reference: String
  /// Digital object identifier without prefix; nil where there is none.
  public let doi: String?

  /// - Parameters: as the properties of the same names.
  public init(usedFor: String, reference: String, doi: String? = nil) {
    self.usedFor = usedFor
    self.reference = reference
    self.doi = doi
  }

  /// The experiment Driftlight sets out from.
  public static let experiment = Citation(
    usedFor: "experiment",
    reference: "Y. Li, H. Hu, A. Farag, T. Feeney, I. Allegro, U. Lemmer, U. W. Paetzold and I. A. Howard, "
      + "\"Enhancement of Amplified Spontaneous Emission by Electric Field in CsPbBr3 Perovskites\", "
      + "Nano Letters (2023)",
    doi: "10.1021/acs.nanolett.2c02944")

  /// The text of `HOW_TO_CITE.md`.
  static func page(citations: [Citation], provenance: Provenance) -> String {
    let changes = provenance.revision.hasLocalChanges == true ? ", with local changes" : ""
    var text = """
      # How to cite this record

      Driftlight \(provenance.version), commit \(provenance.revision.commit)\(changes), run on \
      \(provenance.date.ISO8601Format()) with parameter set \(provenance.parameterSet).

      Please name the version and the commit above: results may change with either.


      """
    if provenance.revision.hasLocalChanges == true {
      text += "The source had local changes: publish them, or run again from a clean checkout.\n\n"
    }
    if !citations.isEmpty { text += "Used in this record:\n\n" }
    for citation in citations {
      let link = citation.doi.map { ", https://doi.org/\($0)" } ?? ""
      text += "- \(citation.usedFor): \(citation.reference)\(link)\n"
    }
    return text
  }
}
