import Domain
import Foundation

/// Mandates as the ledger keeps them: the JSON of the plan and of the approval.
enum MandateColumn {
    private struct Content: Codable {
        var plan: Plan
        var approval: Approval
        /// The removal that ends an access, where that is what the mandate is for.
        var ending: OperationKey?
    }

    static func encode(_ mandate: Mandate) throws(Failure) -> [UInt8] {
        do {
            return Array(
                try JSONEncoder().encode(
                    Content(plan: mandate.plan, approval: mandate.approval, ending: mandate.ending)))
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
        if let ending = content.ending {
            return try Mandate(plan: content.plan, approval: content.approval, ending: ending)
        }
        return try Mandate(plan: content.plan, approval: content.approval)
    }
}
