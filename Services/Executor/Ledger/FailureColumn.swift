import Domain
import Foundation

/// Failures as the ledger keeps them: their JSON.
enum FailureColumn {
    static func encode(_ failure: Failure) throws(Failure) -> [UInt8] {
        do {
            return Array(try JSONEncoder().encode(failure))
        } catch {
            throw Failure(.serviceDefect, "a failure could not be written as JSON")
        }
    }

    static func decode(_ bytes: [UInt8]) throws(Failure) -> Failure {
        do {
            return try JSONDecoder().decode(Failure.self, from: Data(bytes))
        } catch {
            throw Failure(.serviceDefect, "a failure in the ledger can't be read")
        }
    }
}
