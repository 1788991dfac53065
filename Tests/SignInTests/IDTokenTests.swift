import Crypto
import Domain
import Entra
import Foundation
import JWTKit
import Synchronization
import TestSupport
import Testing

@testable import SignIn

@Suite("An ID token")
struct IDTokenTests {
    private static let rule = IDTokenRule(
        issuer: "https://login.example/7c1f4f0e-6a55-4f0b-9f0e-2f7f3f0a1c11/v2.0", audience: "client",
        tenantID: "7c1f4f0e-6a55-4f0b-9f0e-2f7f3f0a1c11", roles: ["Landfall.Operator"])
    private static let now = Date(timeIntervalSince1970: 1_795_421_400)
    private static let key = Result { try TestKey() }

    private static func claims(_ change: (inout IDTokenClaims) -> Void = { _ in }) -> IDTokenClaims {
        var claims = IDTokenClaims(
            iss: rule.issuer, aud: "client", exp: now.timeIntervalSince1970 + 3600, nbf: now.timeIntervalSince1970,
            nonce: "nonce", tid: rule.tenantID, oid: Samples.user.description, name: "Kim Novak",
            preferred_username: "kim@contoso.example", roles: ["Landfall.Operator", "Another"])
        change(&claims)
        return claims
    }

    private func person(_ token: String) async throws -> SignedInPerson {
        let published = try Self.key.get().published
        let keys = PublishedKeys(now: { Self.now }, fetch: { () async throws(Failure) in published })
        return try await IDTokenVerifier(rule: Self.rule, keys: keys).person(token, nonce: "nonce", at: Self.now)
    }

    private func fault(_ token: String) async -> TokenFault? {
        do {
            _ = try await person(token)
        } catch SignInProblem.token(let fault) {
            return fault
        } catch {
            Issue.record("\(error)")
        }
        return nil
    }

    @Test("says who it is by the object id, and which of the roles that are asked for")
    func whole() async throws {
        let person = try await person(Self.key.get().sign(Self.claims()))
        #expect(person.id == Samples.user)
        #expect(person.name == "Kim Novak")
        #expect(person.account == "kim@contoso.example")
        #expect(person.roles == ["Landfall.Operator"])
        let plain = try await self.person(Self.key.get().sign(Self.claims { $0.roles = nil }))
        #expect(plain.roles.isEmpty)
    }

    private struct Fault: Sendable, CustomTestStringConvertible {
        let fault: TokenFault
        let change: @Sendable (inout IDTokenClaims) -> Void

        init(_ fault: TokenFault, _ change: @escaping @Sendable (inout IDTokenClaims) -> Void) {
            self.fault = fault
            self.change = change
        }

        var testDescription: String { fault.rawValue }
    }

    private static let faults = [
        Fault(.issuer) { $0.iss = "https://login.example/other/v2.0" },
        Fault(.audience) { $0.aud = "another" },
        Fault(.tenant) { $0.tid = "7c1f4f0e-6a55-4f0b-9f0e-000000000000" },
        Fault(.tenant) { $0.tid = nil },
        Fault(.expired) { $0.exp = now.timeIntervalSince1970 - 60 },
        Fault(.notYetValid) { $0.nbf = now.timeIntervalSince1970 + 61 },
        Fault(.nonce) { $0.nonce = "other" },
        Fault(.nonce) { $0.nonce = nil },
        Fault(.person) { $0.oid = nil },
        Fault(.person) { $0.oid = "kim@contoso.example" },
    ]

    @Test("is refused for every claim that isn't as it should be", arguments: faults)
    private func claims(_ fault: Fault) async throws {
        #expect(await self.fault(try await Self.key.get().sign(Self.claims(fault.change))) == fault.fault)
    }

    @Test("may differ from our clock by a minute")
    func skew() async throws {
        let late = Self.claims { $0.exp = Self.now.timeIntervalSince1970 - 59 }
        let early = Self.claims { $0.nbf = Self.now.timeIntervalSince1970 + 60 }
        for claims in [late, early] {
            #expect(try await person(Self.key.get().sign(claims)).id == Samples.user)
        }
    }

    @Test("without a signature is refused, also when it says that it needs none")
    func unsigned() async throws {
        let key = try Self.key.get()
        let signed = try await key.sign(Self.claims()).split(separator: ".").map(String.init)
        for algorithm in ["none", "None", "NONE"] {
            let header = Base64URL.encode(Data(#"{"alg":"\#(algorithm)","kid":"\#(TestKey.id)"}"#.utf8))
            #expect(await fault("\(header).\(signed[1]).") == .algorithm)
        }
        #expect(await fault("\(signed[0]).\(signed[1]).") == .signature)
    }

    @Test("signed with the public key as if that were a shared secret is refused")
    func confusion() async throws {
        let key = try Self.key.get()
        let header = Base64URL.encode(Data(#"{"alg":"HS256","typ":"JWT","kid":"\#(TestKey.id)"}"#.utf8))
        let body = Base64URL.encode(try JSONEncoder().encode(Self.claims()))
        for secret in [key.publicPEM, String(decoding: key.published, as: UTF8.self)] {
            let code = HMAC<SHA256>.authenticationCode(
                for: Data("\(header).\(body)".utf8), using: SymmetricKey(data: Data(secret.utf8)))
            #expect(await fault("\(header).\(body).\(Base64URL.encode(code))") == .algorithm)
        }
    }

    @Test("signed with another key is refused, under that key's name or under ours")
    func foreign() async throws {
        let other = try TestKey()
        #expect(await fault(try await other.sign(Self.claims())) == .signature)
        #expect(await fault(try await other.sign(Self.claims(), id: "unknown")) == .unknownKey)
    }

    @Test("that was changed, or is none, is refused")
    func malformed() async throws {
        let parts = try await Self.key.get().sign(Self.claims()).split(separator: ".").map(String.init)
        let body = Base64URL.encode(try JSONEncoder().encode(Self.claims { $0.oid = UUID().uuidString.lowercased() }))
        #expect(await fault("\(parts[0]).\(body).\(parts[2])") == .signature)
        for text in ["", "a", "a.b", "a.b.c", "..", "\(parts[0]).\(parts[1])"] {
            #expect(await fault(text) == .malformed)
        }
        let critical = Base64URL.encode(Data(#"{"alg":"RS256","kid":"\#(TestKey.id)","crit":["x"]}"#.utf8))
        #expect(await fault("\(critical).\(parts[1]).\(parts[2])") == .algorithm)
    }
}

@Suite("Microsoft's published keys")
struct PublishedKeysTests {
    private static let key = Result { try TestKey() }

    /// Answers in turn, and counts the questions.
    private final class Source: Sendable {
        let answers: Mutex<[Result<[UInt8], Failure>]>
        let count = Mutex(0)

        init(_ answers: [Result<[UInt8], Failure>]) { self.answers = Mutex(answers) }

        func next() throws(Failure) -> [UInt8] {
            count.withLock { $0 += 1 }
            return try answers.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }.get()
        }
    }

    private let time = ManualTime()

    private func keys(_ source: Source) -> PublishedKeys {
        PublishedKeys(now: { [time] in time.now }, fetch: { () async throws(Failure) in try source.next() })
    }

    @Test("are asked for once, and again for a name that isn't among them, but not more than once a minute")
    func rollover() async throws {
        let old = Array(#"{"keys":[]}"#.utf8)
        let source = Source([.success(old), .success(try Self.key.get().published)])
        let keys = keys(source)
        #expect(try await keys.key(TestKey.id) == nil)
        for _ in 0..<10 { #expect(try await keys.key(TestKey.id) == nil) }
        #expect(source.count.withLock(\.self) == 1)
        time.advance(by: 60)
        #expect(try await keys.key(TestKey.id) != nil)
        for _ in 0..<10 { #expect(try await keys.key(TestKey.id) != nil) }
        #expect(source.count.withLock(\.self) == 2)
    }

    @Test("are asked for by one of many who come at the same time")
    func together() async throws {
        let source = Source([.success(try Self.key.get().published)])
        let keys = keys(source)
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<50 { group.addTask { (try? await keys.key(TestKey.id)) != nil } }
            for await isFound in group { #expect(isFound) }
        }
        #expect(source.count.withLock(\.self) == 1)
    }

    @Test("are good for a day, also while they can't be asked for, and no longer")
    func outage() async throws {
        let source = Source([.success(try Self.key.get().published), .failure(Failure(.graphUnavailable, "away"))])
        let keys = keys(source)
        #expect(try await keys.key(TestKey.id) != nil)
        time.advance(by: 86_399)
        #expect(try await keys.key(TestKey.id) != nil)
        #expect(try await keys.key("unknown") == nil)
        time.advance(by: 61)
        await #expect(throws: Failure.self) { try await keys.key(TestKey.id) }
    }

    @Test(
        "that are no key set, or too many, are none",
        arguments: [
            "", "[]", "{}", #"{"keys":[\#(Array(repeating: "{\"kty\":\"RSA\"}", count: 101).joined(separator: ","))]}"#,
        ])
    func unreadable(text: String) {
        #expect(throws: Failure.self) { try PublishedKeys.keys(in: Array(text.utf8)) }
    }

    @Test("count if they are RSA keys for signatures")
    func sorts() throws {
        let other =
            #"{"keys":[{"kty":"EC","kid":"a"},{"kty":"RSA","use":"enc","kid":"b","n":"AQ","e":"AQAB"},{"kty":"oct","kid":"c","k":"AQ"}]}"#
        #expect(try PublishedKeys.keys(in: Array(other.utf8)).isEmpty)
    }
}
