import Optics

/// Short hands for stacks of bare layers.
func layer(
  _ nanometres: Double, _ n: Double, _ k: Double = 0, incoherent: Bool = false, emitter: Bool = false
) -> OpticalLayer {
  OpticalLayer(
    thickness: nanometres * 1e-9, refractiveIndex: ComplexNumber(n, k), isIncoherent: incoherent, isEmitter: emitter)
}

/// A substrate so black that nothing returns from its back: a half space for plane waves, met with its real index.
func blackSubstrate(_ n: Double) -> OpticalLayer { layer(1e7, n, 1e-3, incoherent: true) }

/// SplitMix64 (Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195): the same stacks in every run.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
