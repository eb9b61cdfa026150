/// One value of an input file with its place: a text, a list or a mapping.
public struct InputNode: Sendable, Hashable {
  /// What the value is.
  public indirect enum Content: Sendable, Hashable {
    /// A single value as written, without quotes; numbers stay text until a reader says what they mean.
    case text(String)
    /// A list.
    case list([InputNode])
    /// Keys and values in the order of the file; keys are unique.
    case mapping([Entry])
  }

  /// One key and its value.
  public struct Entry: Sendable, Hashable {
    /// The key.
    public var key: String
    /// Where the key stands.
    public var keyLocation: SourceLocation
    /// The value.
    public var value: InputNode

    /// - Parameters: as the properties of the same names.
    public init(key: String, keyLocation: SourceLocation, value: InputNode) {
      self.key = key
      self.keyLocation = keyLocation
      self.value = value
    }
  }

  /// What the value is.
  public var content: Content
  /// Where it stands: for a text all of it (on its first line), otherwise its first character.
  public var location: SourceLocation
  /// Where it came from.
  public var origin: ValueOrigin

  /// - Parameters: as the properties of the same names; the origin is the file unless given.
  public init(content: Content, location: SourceLocation, origin: ValueOrigin? = nil) {
    self.content = content
    self.location = location
    self.origin = origin ?? .file(location)
  }

  /// The text, unless the value is a list or a mapping.
  public var text: String? {
    if case .text(let text) = content { text } else { nil }
  }

  /// The list, unless the value is something else.
  public var list: [InputNode]? {
    if case .list(let list) = content { list } else { nil }
  }

  /// The entries, unless the value is no mapping.
  public var entries: [Entry]? {
    if case .mapping(let entries) = content { entries } else { nil }
  }

  /// The value under a key of a mapping.
  public subscript(key: String) -> InputNode? { entries?.first { $0.key == key }?.value }

  /// The word for what the value is, with an article.
  public var kindPhrase: String {
    switch content {
    case .text(let text): text.isEmpty ? "nothing" : "a single value"
    case .list: "a list"
    case .mapping: "a mapping"
    }
  }

  /// The same value, all of it from another origin.
  public func with(origin make: (SourceLocation) -> ValueOrigin) -> InputNode {
    var copy = self
    copy.origin = make(location)
    switch content {
    case .text: break
    case .list(let list): copy.content = .list(list.map { $0.with(origin: make) })
    case .mapping(let entries):
      copy.content = .mapping(
        entries.map { Entry(key: $0.key, keyLocation: $0.keyLocation, value: $0.value.with(origin: make)) })
    }
    return copy
  }
}
