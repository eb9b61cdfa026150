import Bench
import Records

extension UnfinishedRun {
  /// The journal in the hidden folder, begun or gone on with.
  /// - Throws: `OutputError`.
  func journal(of identity: RunJournal.Identity, resumes: Bool) throws(OutputError) -> RunJournal {
    resumes ? try RunJournal(resuming: journal, as: identity) : try RunJournal(creating: journal, of: identity)
  }
}
