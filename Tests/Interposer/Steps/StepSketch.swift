/// A step as its conversation describes it, before the recorder has given it a place in the order.
package struct StepSketch: Sendable, Hashable {
    package let kind: StepKind
    /// What was published, written or requested, with its ids left out, so that it reads the same in every run.
    package let detail: String
    /// Whether the peer will say that it is done. An acknowledged delivery is answered by silence.
    package let isAnswered: Bool

    package init(_ kind: StepKind, detail: String, isAnswered: Bool = true) {
        self.kind = kind
        self.detail = IdentifierMask.masked(detail)
        self.isAnswered = isAnswered
    }
}
