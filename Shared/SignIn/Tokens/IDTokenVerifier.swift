import Domain
import Entra
import Foundation
import JWTKit

/// Says whose ID token it is, if it is one of the tenant's for these pages.
struct IDTokenVerifier: Sendable {
    let rule: IDTokenRule
    let keys: PublishedKeys

    /// - Throws: ``SignInProblem``: ``SignInProblem/token(_:)``, or ``SignInProblem/unavailable`` when the keys can't be had.
    func person(_ token: String, nonce: String, at now: Date) async throws(SignInProblem) -> SignedInPerson {
        let header = try Self.header(of: token)
        // Nothing but what Entra signs with: neither `none`, nor a key that is taken for a shared secret.
        guard header.alg == "RS256", header.crit == nil else { throw .token(.algorithm) }
        let key: Insecure.RSA.PublicKey?
        do throws(Failure) {
            key = try await keys.key(header.kid ?? "")
        } catch {
            throw .unavailable
        }
        guard let key else { throw .token(.unknownKey) }
        let claims: IDTokenClaims
        do {
            // A collection of this one key: with several, one that isn't named would be tried by default.
            claims = try await JWTKeyCollection().add(rsa: key, digestAlgorithm: .sha256).verify(token)
        } catch let error as JWTError where error.errorType == .signatureVerificationFailed {
            throw .token(.signature)
        } catch {
            throw .token(.malformed)
        }
        do throws(TokenFault) {
            return try rule.person(claims, nonce: nonce, at: now)
        } catch {
            throw .token(error)
        }
    }

    private struct Header: Decodable {
        var alg: String
        var kid: String?
        var crit: [String]?
    }

    private static func header(of token: String) throws(SignInProblem) -> Header {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let data = Base64URL.decode(parts[0]),
            let header = try? JSONDecoder().decode(Header.self, from: data)
        else { throw .token(.malformed) }
        return header
    }
}
