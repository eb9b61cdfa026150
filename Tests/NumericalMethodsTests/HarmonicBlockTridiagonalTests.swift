import NumericalMethods
import Testing

@Suite("Harmonic block-tridiagonal systems")
struct HarmonicBlockTridiagonalTests {
  /// Numbers between −1 and 1 without a pattern (a linear congruence).
  struct Congruence {
    var state: UInt64
    mutating func next() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / Double(1 << 52) - 1
    }
  }

  @Test(
    "the residual of (iωM + A) x − b is round-off, for every block size and over 16 decades of frequency",
    arguments: 1...7)
  func residual(size: Int) throws {
    let (count, square) = (20, size * size)
    let solver = HarmonicBlockTridiagonal(blockCount: count, blockSize: size)
    var numbers = Congruence(state: UInt64(size))
    for n in 0..<(count * square) {
      solver.lower[n] = numbers.next()
      solver.upper[n] = numbers.next()
      solver.diagonal[n] = numbers.next()
    }
    for i in 0..<count {
      for r in 0..<size {
        solver.diagonal[i * square + r * size + r] += 4 * Double(size)
        // Poisson's row has no storage.
        solver.mass[i * size + r] = r == 0 ? 0 : 1
      }
    }
    let unknowns = count * size
    let right = (0..<unknowns).map { _ in (numbers.next(), numbers.next()) }
    for omega in [0, 1e-8, 1.0, 1e8] {
      var (real, imaginary) = (right.map(\.0), right.map(\.1))
      let isSolved = real.withUnsafeMutableBufferPointer { re in
        imaginary.withUnsafeMutableBufferPointer { im in
          guard let re = re.baseAddress, let im = im.baseAddress else { return false }
          return solver.solve(angularFrequency: omega, real: re, imaginary: im)
        }
      }
      #expect(isSolved)
      for i in 0..<count {
        for r in 0..<size {
          let row = i * size + r
          var (sumR, sumI, gross) = (-right[row].0, -right[row].1, abs(right[row].0) + abs(right[row].1))
          let storage = omega * solver.mass[row]
          sumR -= storage * imaginary[row]
          sumI += storage * real[row]
          gross += storage * (abs(real[row]) + abs(imaginary[row]))
          for (offset, band) in [(-1, solver.lower), (0, solver.diagonal), (1, solver.upper)] {
            guard (0..<count).contains(i + offset) else { continue }
            for c in 0..<size {
              let factor = band[i * square + r * size + c]
              let column = (i + offset) * size + c
              sumR += factor * real[column]
              sumI += factor * imaginary[column]
              gross += abs(factor) * (abs(real[column]) + abs(imaginary[column]))
            }
          }
          #expect(abs(sumR) + abs(sumI) < 1e-13 * gross)
        }
      }
    }
  }

  @Test("one unknown is the impedance of a resistor beside a capacitor")
  func oneUnknown() {
    let solver = HarmonicBlockTridiagonal(blockCount: 1, blockSize: 1)
    solver.diagonal[0] = 3
    solver.mass[0] = 2
    var (real, imaginary) = (1.0, 0.0)
    #expect(solver.solve(angularFrequency: 2, real: &real, imaginary: &imaginary))
    // 1/(3 + 4i) = 0.12 − 0.16i
    #expect(abs(real - 0.12) < 1e-16 && abs(imaginary + 0.16) < 1e-16)
  }

  @Test("a singular block is told, not divided by")
  func singular() {
    let solver = HarmonicBlockTridiagonal(blockCount: 2, blockSize: 2)
    var (real, imaginary) = (Array(repeating: 1.0, count: 4), Array(repeating: 0.0, count: 4))
    #expect(!solver.solve(angularFrequency: 0, real: &real, imaginary: &imaginary))
  }
}
