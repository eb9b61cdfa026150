// The inner loops over the table: long rows of Doubles, no checks inside.

extension [Double] {
  /// target[k] += factor · self[start + k] for every k of the target.
  @inline(__always)
  func accumulate(from start: Int, times factor: Double, into target: inout [Double]) {
    precondition(start + target.count <= count)
    withUnsafeBufferPointer { row in
      target.withUnsafeMutableBufferPointer { target in
        for k in 0..<target.count { target[k] += factor * row[start + k] }
      }
    }
  }

  /// Σ_k self[start + k] · other[k], four sums at a time; the length of `other` is a multiple of four.
  @inline(__always)
  func product(from start: Int, with other: [Double]) -> Double {
    precondition(start + other.count <= count && other.count % 4 == 0)
    return withUnsafeBytes { row in
      other.withUnsafeBytes { other in
        var sum = SIMD4<Double>.zero
        let offset = start * MemoryLayout<Double>.stride
        for byte in stride(from: 0, to: other.count, by: MemoryLayout<SIMD4<Double>>.stride) {
          sum +=
            row.loadUnaligned(fromByteOffset: offset + byte, as: SIMD4<Double>.self)
            * other.loadUnaligned(fromByteOffset: byte, as: SIMD4<Double>.self)
        }
        return sum.sum()
      }
    }
  }
}

extension DensityWeights {
  /// Adds `amount`, split by the weights, to the four nodes of `nodes`.
  @inline(__always)
  func add(_ amount: Double, to nodes: inout [Double]) {
    nodes[first] += amount * values.x
    nodes[first + 1] += amount * values.y
    nodes[first + 2] += amount * values.z
    nodes[first + 3] += amount * values.w
  }
}
