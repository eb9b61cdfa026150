// swift-tools-version: 6.1
// Measurements of Driftlight beside other programs, apart from the tests: nothing here can fail for being slow. A row is a
// file in Sources/benchmark/Rows; see README.md.
import PackageDescription

let package = Package(
  name: "driftlight-benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "driftlight", path: "..")],
  targets: [
    .executableTarget(
      name: "benchmark", dependencies: [.product(name: "Driftlight", package: "driftlight")],
      swiftSettings: [
        .swiftLanguageMode(.v6), .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
      ])
  ]
)
