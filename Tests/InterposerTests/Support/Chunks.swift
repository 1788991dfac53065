/// Cuts bytes into chunks whose lengths a seed decides, as a network may.
struct Chunks: Sequence {
    let bytes: [UInt8]
    let seed: UInt64
    /// Chunks are 1 to so many bytes long.
    var longest = 40

    func makeIterator() -> AnyIterator<[UInt8]> {
        var random = SplitMix(state: seed)
        var rest = bytes[...]
        return AnyIterator {
            guard !rest.isEmpty else { return nil }
            let chunk = rest.prefix(Int.random(in: 1...longest, using: &random))
            rest = rest.dropFirst(chunk.count)
            return Array(chunk)
        }
    }
}

/// A small generator of numbers that a seed reproduces (Steele, Lea, Flood: SplitMix64).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
