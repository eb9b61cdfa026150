/// The version of this program, the same as in CITATION.cff and CHANGELOG.md (a test compares them).
public enum DriftlightVersion {
  /// Version after semver.org.
  public static let current = "0.1.0"
}
