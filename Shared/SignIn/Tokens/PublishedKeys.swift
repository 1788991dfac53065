import Domain
import Foundation
import JWTKit

/// The keys that the tenant signs with: kept for a day, and asked for anew when a token names one that isn't among them, at most once a minute.
///
/// Microsoft rolls keys over without notice (signing-key-rollover).
actor PublishedKeys {
    typealias Keys = [String: Insecure.RSA.PublicKey]

    private static let lifetime: TimeInterval = 86_400
    private static let pause: TimeInterval = 60
    /// Microsoft publishes fewer than ten.
    private static let maximumKeys = 100

    private var keys: Keys = [:]
    private var goodUntil = Date.distantPast
    private var nextAsk = Date.distantPast
    private var lastFailure: Failure?
    private var asking: Task<Void, Never>?
    private let fetch: @Sendable () async throws(Failure) -> [UInt8]
    private let now: @Sendable () -> Date

    /// - Parameter fetch: reads the JSON Web Key Set; it ends by itself.
    init(now: @escaping @Sendable () -> Date, fetch: @escaping @Sendable () async throws(Failure) -> [UInt8]) {
        self.now = now
        self.fetch = fetch
    }

    /// The key that is called so; nil when the tenant doesn't publish it.
    ///
    /// - Throws: ``Domain/Failure`` when the keys are not known.
    func key(_ id: String) async throws(Failure) -> Insecure.RSA.PublicKey? {
        if let key = keys[id], now() < goodUntil { return key }
        if now() >= nextAsk || asking != nil {
            // Whoever comes meanwhile waits for the same answer. A task of its own, so that it isn't lost when the first of them goes.
            let task = asking ?? Task { await self.ask() }
            asking = task
            await task.value
        }
        guard now() < goodUntil else {
            throw lastFailure ?? Failure(.graphUnavailable, "Entra's published keys are not known")
        }
        return keys[id]
    }

    private func ask() async {
        nextAsk = now() + Self.pause
        do throws(Failure) {
            keys = try Self.keys(in: try await fetch())
            goodUntil = now() + Self.lifetime
            lastFailure = nil
        } catch {
            lastFailure = error
            // Soon again where there are none: nobody could sign in for a minute.
            if now() >= goodUntil { nextAsk = now() + 1 }
        }
        asking = nil
    }

    /// The RSA keys for signatures. Entra's say nothing of an algorithm.
    static func keys(in bytes: [UInt8]) throws(Failure) -> Keys {
        guard let set = try? JSONDecoder().decode(KeySet.self, from: Data(bytes)), set.keys.count <= maximumKeys else {
            throw Failure(.graphUnreadable, "Entra's published keys are no key set, or more than \(maximumKeys)")
        }
        var keys: Keys = [:]
        for key in set.keys where key.kty == "RSA" && key.use ?? "sig" == "sig" {
            guard let id = key.kid, let modulus = key.n, let exponent = key.e,
                let usable = try? Insecure.RSA.PublicKey(modulus: modulus, exponent: exponent)
            else { continue }
            keys[id] = usable
        }
        return keys
    }

    private struct KeySet: Decodable {
        struct Key: Decodable {
            var kty: String
            var use: String?
            var kid: String?
            var n: String?
            var e: String?
        }

        var keys: [Key]
    }
}
