import Domain
import Foundation
import ServiceNow

/// Reads what an automation sent, and holds it against the policy: what can't become a ticket is refused at once. Pure.
///
/// It decides nothing: the ticket that comes of it goes the same road as everybody's.
enum IntentReading {
    /// Why an intent is not taken, as a sentence for whoever wrote the automation.
    struct Problem: Error, Hashable {
        let sentence: String

        init(_ sentence: String) { self.sentence = sentence }
    }

    /// The longest reason, in characters: with the mark it has to fit a text of the catalogue.
    static let longestReason = 1_000

    static func intent(in body: [UInt8], policy: Policy, now: Date) throws(Problem) -> Intent {
        let intent = try decoded(body)
        guard (1...100).contains(intent.key.count), intent.key.unicodeScalars.allSatisfy({ $0.value >= 0x20 }) else {
            throw Problem("key must be 1 to 100 characters, and no control characters.")
        }
        guard let item = policy[intent.catalogItem], let rule = item.intents else {
            throw Problem("catalog_item is not one that automations may ask for.")
        }
        guard UserName(intent.requestedFor) != nil else {
            throw Problem("requested_for must be the user name of somebody in ServiceNow.")
        }
        let unknown = intent.entitlements.filter { item[$0] == nil }
        guard !intent.entitlements.isEmpty, unknown.isEmpty, Set(intent.entitlements).count == intent.entitlements.count
        else { throw Problem("entitlements must be names of entitlements of “\(item.name)”, each once.") }
        guard (1...longestReason).contains(intent.reason.count), intent.reason.contains(where: { !$0.isWhitespace })
        else {
            throw Problem("reason must be 1 to \(longestReason) characters.")
        }
        do throws(Failure) {
            // As the ticket's own variables will be read.
            _ = try EndSelection.end(
                of: item, variables: IntentOrder.variables(of: intent, item, rule, client: "-"), now: now)
        } catch {
            throw Problem("until: \(error.detail).")
        }
        if intent.until != nil, item.endVariable == nil {
            throw Problem("until: “\(item.name)” grants without an end.")
        }
        return intent
    }

    private static func decoded(_ body: [UInt8]) throws(Problem) -> Intent {
        do {
            let decoder = JSONDecoder()
            decoder.dateDecodingStrategy = .custom { decoder in
                guard let date = Timestamp.date(of: try decoder.singleValueContainer().decode(String.self)) else {
                    throw Problem("until must be a time in UTC such as 2026-12-24T17:00:00Z.")
                }
                return date
            }
            return try decoder.decode(Intent.self, from: Data(body))
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(
                "The body must be a JSON object with the texts key, catalog_item, requested_for and reason, the list of texts "
                    + "entitlements, and, where the item asks for an end, until.")
        }
    }
}
