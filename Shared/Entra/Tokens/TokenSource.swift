import Domain
import Foundation

/// The one access token of a process, fetched when it is first needed and renewed before it ends.
actor TokenSource {
    private var keeper = TokenKeeper()
    private var renewal: Task<Result<AccessToken, Failure>, Never>?
    private let fetch: @Sendable () async -> Result<AccessToken, Failure>
    private let now: @Sendable () -> Date

    init(
        now: @escaping @Sendable () -> Date,
        fetch: @escaping @Sendable () async -> Result<AccessToken, Failure>
    ) {
        self.now = now
        self.fetch = fetch
    }

    func token() async throws(Failure) -> AccessToken {
        switch keeper.decide(at: now()) {
        case .use(let token):
            return token
        case .fail(let failure):
            throw failure
        case .renew:
            // A task of its own: the others who wait for it must not lose it when the one who asked first is cancelled. It is
            // bounded by the request's time limit, and awaited by whoever started it.
            let renewal = Task { await self.renew() }
            self.renewal = renewal
            return try await renewal.value.get()
        case .wait:
            guard let renewal else { throw Failure(.serviceDefect, "a token is awaited that nobody fetches") }
            return try await renewal.value.get()
        }
    }

    /// Graph answered 401 to this one.
    func drop(_ token: AccessToken) {
        keeper.drop(token)
    }

    private func renew() async -> Result<AccessToken, Failure> {
        let result = await fetch()
        renewal = nil
        return keeper.renewed(result, at: now())
    }
}
