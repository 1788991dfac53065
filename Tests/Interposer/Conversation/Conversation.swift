/// What is said on one connection, cut into stretches that are passed on or held as a whole. A pure value: bytes in,
/// passages out, in any chunking. Whatever it does not understand it hands out unchanged.
package protocol Conversation: Sendable {
    /// Takes bytes that the service sent.
    mutating func fromService(_ bytes: [UInt8]) -> [ServicePassage]

    /// Takes bytes that the peer sent.
    mutating func fromPeer(_ bytes: [UInt8]) -> [PeerPassage]

    /// The peer has closed its side: what is still kept back is all there will be.
    mutating func peerEnded() -> [PeerPassage]

    /// Says why steps on this connection can't be seen, or nil while they can.
    var blindness: String? { get }

    /// Prepares for the last step to be sent a second time: the answer to the repetition will not be passed on.
    /// False when the protocol does not allow it.
    mutating func expectRepetition(of exchange: Int) -> Bool
}

extension Conversation {
    package mutating func peerEnded() -> [PeerPassage] { [] }
    package mutating func expectRepetition(of exchange: Int) -> Bool { false }
}

/// Bytes of the service that belong together.
package struct ServicePassage: Sendable, Hashable {
    package let bytes: [UInt8]
    /// The step that these bytes are, with the number by which answers refer to it.
    package let step: StepSketch?
    package let exchange: Int

    package init(_ bytes: [UInt8], step: StepSketch? = nil, exchange: Int = 0) {
        self.bytes = bytes
        self.step = step
        self.exchange = exchange
    }
}

/// Bytes of the peer that belong together.
package struct PeerPassage: Sendable, Hashable {
    package let bytes: [UInt8]
    /// The exchanges that these bytes answer.
    package let answers: [Int]
    /// Whether those exchanges are complete with these bytes.
    package let isFinal: Bool

    package init(_ bytes: [UInt8], answers: [Int] = [], isFinal: Bool = false) {
        self.bytes = bytes
        self.answers = answers
        self.isFinal = isFinal
    }
}
