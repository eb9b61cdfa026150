// swift-tools-version: 6.1
// The house in one table. A room imports only the rooms named beside it (and what those import); the build runs with
// `--explicit-target-dependency-import-check error`, and Tests/EndToEnd/ImportTableTests.swift holds every file to it.
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")

/// Rooms by name with all that they reach. A target depends on each room below it by name: the build follows a change of
/// a type only to the targets that name its room.
nonisolated(unsafe) var reached: [String: [String]] = [:]

func below(_ rooms: [String]) -> [Target.Dependency] {
  var all: [String] = []
  for room in rooms.flatMap({ [$0] + (reached[$0] ?? []) }) where !all.contains(room) { all.append(room) }
  return all.map { .target(name: $0) }
}

/// One room: its name, the rooms it may import, the libraries it wraps, the files it ships.
func room(
  _ name: String, _ rooms: [String] = [], libraries: [Target.Dependency] = [], resources: [Resource] = []
) -> Target {
  reached[name] = rooms.flatMap { [$0] + (reached[$0] ?? []) }
  return .target(name: name, dependencies: below(rooms) + libraries, resources: resources, swiftSettings: strict)
}

func tests(_ name: String, _ rooms: [String], resources: [Resource] = []) -> Target {
  .testTarget(
    name: name, dependencies: below(rooms), resources: resources, swiftSettings: strict)
}

let package = Package(
  name: "driftlight",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "driftlight", targets: ["DriftlightCommand"]),
    .library(name: "Analysis", targets: ["Analysis"]),
    .library(
      name: "Driftlight",
      targets: [
        "Materials", "Optics", "Transport", "Emission", "Records", "Bench", "Analysis", "Inference", "Figures", "Reproduction",
      ]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
  ],
  targets: [
    .systemLibrary(
      name: "CNetCDF", pkgConfig: "netcdf", providers: [.apt(["libnetcdf-dev"]), .brew(["netcdf"])]),

    room("Quantities"),
    room("NumericalMethods"),
    room("InputFiles", ["Quantities"], libraries: [yams]),
    room("Records", ["Quantities"], libraries: [.target(name: "CNetCDF")]),
    room(
      "Materials", ["Quantities", "InputFiles"],
      resources: [.copy("Resources/Devices"), .copy("Resources/OpticalConstants")]),
    room("Optics", ["Materials", "NumericalMethods"]),
    room("Transport", ["Materials", "NumericalMethods"]),
    room("Emission", ["Materials", "NumericalMethods"]),
    room("Analysis", ["Quantities", "NumericalMethods", "Records"]),
    room(
      "Bench", ["Optics", "Transport", "Emission", "Records", "InputFiles"],
      resources: [.copy("Resources/Experiments")]),
    room("Inference", ["Bench", "Analysis", "NumericalMethods"]),
    room("Figures", ["Quantities", "Records"], libraries: [subprocess]),
    room(
      "Reproduction", ["Inference", "Analysis", "Figures", "Bench"],
      resources: [
        .copy("Resources/observations.yaml"), .copy("Resources/Templates"), .copy("Resources/Fits"),
      ]),
    .executableTarget(
      name: "DriftlightCommand", dependencies: below(["Reproduction"]) + [argumentParser], swiftSettings: strict),

    tests("QuantitiesTests", ["Quantities"]),
    tests("NumericalMethodsTests", ["NumericalMethods"]),
    tests("InputFilesTests", ["InputFiles"]),
    tests("RecordsTests", ["Records"]),
    tests("MaterialsTests", ["Materials"]),
    tests("OpticsTests", ["Optics"]),
    tests("TransportTests", ["Transport"]),
    tests("EmissionTests", ["Emission"]),
    tests("AnalysisTests", ["Analysis"]),
    tests("BenchTests", ["Bench"]),
    tests("InferenceTests", ["Inference"]),
    tests("FiguresTests", ["Figures"]),
    tests("ReproductionTests", ["Reproduction"]),
    tests("Verification", ["Reproduction"]),
    tests("EndToEnd", ["Reproduction"]),
  ]
)
