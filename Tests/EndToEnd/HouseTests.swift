import Foundation
import Records
import Testing

@Suite("The house")
struct HouseTests {
  @Test("program, citation and change log name one version")
  func version() throws {
    #expect(try SourceTree.text("CITATION.cff").contains("\nversion: \(DriftlightVersion.current)\n"))
    #expect(try SourceTree.text("CHANGELOG.md").contains("\n## \(DriftlightVersion.current)"))
  }

  @Test("the README is short, and its two commands are targets of the Makefile")
  func readme() throws {
    let readme = try SourceTree.text("README.md")
    let table = try #require(readme.range(of: ReadmeTableTests.begin)), end = try #require(readme.range(of: ReadmeTableTests.end))
    let prose = readme[..<table.lowerBound] + readme[end.upperBound...]
    #expect(prose.split(whereSeparator: \.isWhitespace).count <= 900, "beside the table of verdicts")
    let makefile = try SourceTree.text("Makefile")
    for target in ["reproduce", "test"] {
      #expect(readme.contains("make \(target)"))
      #expect(makefile.contains("\n\(target):"))
    }
  }

  @Test("links of every page lead somewhere")
  func links() throws {
    let guide = try FileManager.default.subpathsOfDirectory(
      atPath: SourceTree.root.appending(path: "Documentation").path
    )
    .filter { $0.hasSuffix(".md") }.map { "Documentation/\($0)" }
    #expect(guide.count > 20)
    for page in guide + ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"] {
      let folder = SourceTree.root.appending(path: page).deletingLastPathComponent()
      for match in try SourceTree.text(page).matches(of: /\]\(([^)#:]+)\)/) {
        let target = folder.appending(path: String(match.1)).path
        #expect(FileManager.default.fileExists(atPath: target), "\(page) points to \(match.1)")
      }
    }
  }

  @Test("continuous integration runs the README's test command and nothing else")
  func continuousIntegration() throws {
    let commands = try SourceTree.text(".ci/run").split(separator: "\n").filter { !$0.hasPrefix("#") }
    #expect(commands == ["set -euo pipefail", #"cd "$(dirname "$0")/..""#, "make test"])
  }

  @Test("every exit code is documented in the README")
  func exitCodes() throws {
    let readme = try SourceTree.text("README.md")
    for status in ExitStatus.allCases { #expect(readme.contains("| \(status.rawValue) |")) }
  }
}
