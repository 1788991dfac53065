/// Puts things into another order and repeats some, as a broker may after failures; a seed reproduces it.
struct Scramble: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// Each element one to three times, in any order.
    mutating func callAsFunction<Element>(_ elements: [Element]) -> [Element] {
        elements.flatMap { Array(repeating: $0, count: Int.random(in: 1...3, using: &self)) }.shuffled(using: &self)
    }

    /// SplitMix64 (Steele, Lea, Flood).
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
