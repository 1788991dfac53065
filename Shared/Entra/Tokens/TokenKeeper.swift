import Domain
import Foundation

/// Decides when the process's one token is used, renewed or waited for. Pure: it is told the time, and what came of a renewal.
///
/// At most one renewal is under way. While the present token can still be used, nobody waits for its successor, and a failed renewal
/// harms nobody.
struct TokenKeeper {
    enum Decision: Hashable {
        case use(AccessToken)
        /// A renewal has to be made; until it is done, every further question meets it under way.
        case renew
        /// A renewal is under way, and there is nothing to use until it is done.
        case wait
        /// The sign-in service asked to be left alone for a while.
        case fail(Failure)
    }

    /// How soon a failed renewal is tried again while the present token can still be used.
    static let pause: TimeInterval = 30

    private var token: AccessToken?
    private var isRenewing = false
    private var lastFailure: Failure?
    /// In this time a renewal that can wait does wait.
    private var pause: Range<Date>?
    /// In this time no renewal is made at all: the sign-in service said so. Both begin when it failed: a clock that is set back comes to
    /// lie before them, and nobody waits for hours.
    private var bar: Range<Date>?

    mutating func decide(at now: Date) -> Decision {
        if let token, now < token.endsAt {
            let isDue = now >= token.renewAt && !isRenewing && pause?.contains(now) != true
            guard isDue else { return .use(token) }
        } else if isRenewing {
            return .wait
        } else if let bar, bar.contains(now), var failure = lastFailure {
            failure.retryAfterSeconds = bar.upperBound.timeIntervalSince(now)
            return .fail(failure)
        }
        isRenewing = true
        return .renew
    }

    /// What a caller gets when the renewal has come to its end.
    mutating func renewed(_ result: Result<AccessToken, Failure>, at now: Date) -> Result<AccessToken, Failure> {
        isRenewing = false
        switch result {
        case .success(let new):
            token = new
            lastFailure = nil
            pause = nil
            bar = nil
            return result
        case .failure(let failure):
            lastFailure = failure
            bar = failure.retryAfterSeconds.map { now..<(now + $0) }
            pause = now..<(now + max(failure.retryAfterSeconds ?? 0, Self.pause))
            guard let token, now < token.endsAt else { return result }
            return .success(token)
        }
    }

    /// Graph didn't accept a token: it isn't used again. A newer one stays.
    mutating func drop(_ refused: AccessToken) {
        if token == refused { token = nil }
    }
}
