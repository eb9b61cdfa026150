import Foundation

#if canImport(Darwin)
  import Darwin
#endif

/// The machine a run was made on, as far as it tells.
public struct HostDescription: Sendable, Hashable {
  /// Operating system with version.
  public let operatingSystem: String
  /// Processor model, or `unknown`.
  public let processor: String
  /// Number of threads that can run at once.
  public let threads: Int

  /// - Parameters: as the properties of the same names.
  public init(operatingSystem: String, processor: String, threads: Int) {
    self.operatingSystem = operatingSystem
    self.processor = processor
    self.threads = threads
  }

  /// The machine this runs on.
  public static func current() -> HostDescription {
    HostDescription(
      operatingSystem: operatingSystemName() + " " + ProcessInfo.processInfo.operatingSystemVersionString,
      processor: processorModel() ?? "unknown", threads: ProcessInfo.processInfo.activeProcessorCount)
  }

  private static func operatingSystemName() -> String {
    #if os(macOS)
      "macOS"
    #elseif os(Linux)
      "Linux"
    #else
      "unknown system"
    #endif
  }

  private static func processorModel() -> String? {
    #if canImport(Darwin)
      var size = 0
      guard sysctlbyname("machdep.cpu.brand_string", nil, &size, nil, 0) == 0, size > 0 else { return nil }
      var bytes = [UInt8](repeating: 0, count: size)
      guard sysctlbyname("machdep.cpu.brand_string", &bytes, &size, nil, 0) == 0 else { return nil }
      return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    #else
      guard let bytes = FileManager.default.contents(atPath: "/proc/cpuinfo") else { return nil }
      for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
        let parts = line.split(separator: ":", maxSplits: 1)
        if parts.count == 2, ["model name", "Model"].contains(parts[0].trimmingCharacters(in: .whitespaces)) {
          return parts[1].trimmingCharacters(in: .whitespaces)
        }
      }
      return nil
    #endif
  }
}
