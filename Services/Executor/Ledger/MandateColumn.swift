import Domain
import Foundation

/// Mandates as the ledger keeps them: the JSON of the plan and of the approval.
enum MandateColumn {
    private struct Content: Codable {
        var plan: Plan
        var approval: Approval
    }

    static func encode(_ mandate: Mandate) throws(Failure) -> [UInt8] {
        do {
            return Array(try JSONEncoder().encode(Content(plan: mandate.plan, approval: mandate.approval)))
        } catch {
            throw Failure(.serviceDefect, "a mandate could not be written as JSON")
        }
    }

    /// - Throws: ``Failure`` when what is kept is no mandate (any more).
    static func decode(_ bytes: [UInt8]) throws(Failure) -> Mandate {
        let content: Content
        do {
            content = try JSONDecoder().decode(Content.self, from: Data(bytes))
        } catch {
            throw Failure(.serviceDefect, "a mandate in the ledger can't be read")
        }
        return try Mandate(plan: content.plan, approval: content.approval)
    }
}
