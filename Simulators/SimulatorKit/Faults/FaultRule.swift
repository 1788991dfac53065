import Foundation
public import HTTPTypes

/// "When a request like this comes, the nth time, do that."
public struct FaultRule: Sendable {
    /// Which of the rule's matches count.
    public enum Occurrence: Sendable, Hashable {
        case every
        /// Counted from 1.
        case numbered(Set<Int>)

        func includes(_ number: Int) -> Bool {
            switch self {
            case .every: true
            case .numbered(let numbers): numbers.contains(number)
            }
        }
    }

    /// The method to match, or nil for any.
    let method: String?
    /// Searched for in the percent-decoded path, without the query; nil for any path.
    let path: NSRegularExpression?
    let occurrence: Occurrence
    /// The chance that a match which counts really fires.
    let probability: Double?
    let seed: Int
    let action: FaultAction
    /// The rule as it was given.
    let source: JSONValue

    func matches(method: String, path: String) -> Bool {
        if let expected = self.method, expected != method { return false }
        guard let pattern = self.path else { return true }
        return pattern.firstMatch(in: path, range: NSRange(path.startIndex..., in: path)) != nil
    }
}

/// What a rule that fires does with the request.
public struct FaultAction: Sendable, Hashable {
    /// Where the connection is closed.
    public enum Close: String, Sendable, Hashable {
        /// The request has no effect.
        case before
        /// The request has its effect, and its answer is lost.
        case after
    }

    /// An answer that stands in for the simulator's own.
    public struct Answer: Sendable, Hashable {
        public var status: HTTPResponse.Status
        public var headers: HTTPFields
        /// Nil: the body that the simulated service would send with such a status.
        public var body: Body?
    }

    public enum Body: Sendable, Hashable {
        case json(JSONValue)
        /// Sent as it is: an HTML page, or JSON that is broken off.
        case text(String)
    }

    /// The answer instead of the simulator's own; nil leaves that as it is.
    public var answer: Answer?
    /// How long to wait: before the effect if there is one and `effectComesFirst` is false, else after it.
    public var delay: Duration = .zero
    public var close: Close?
    /// The request has its effect first, then come the delay and the answer.
    public var effectComesFirst = false
}
