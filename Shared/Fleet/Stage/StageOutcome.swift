public import Domain

/// What a handler has come to.
public enum StageOutcome: Sendable, Equatable {
    /// It is done; these follow.
    case done([Emission] = [])
    /// It has to wait; the same message comes back after the delay. That is no failure and no attempt.
    case later(Duration, [Emission] = [])
    /// It failed, and this is to be stated all the same.
    case failed(Failure, [Emission] = [])
}

/// A fact that is to be stated, and to whom.
public struct Emission: Sendable, Equatable {
    public enum Destination: Sendable, Equatable {
        /// Through the exchange, to every stage that takes it.
        case everyone
        /// To one stage, after a delay.
        case stage(Stage, after: Duration)
    }

    public var fact: Fact
    public var destination: Destination

    public init(_ fact: Fact, to destination: Destination = .everyone) {
        self.fact = fact
        self.destination = destination
    }
}
