import Domain
import Foundation

/// One case: a ticket, what Entra says, and what is to come of it.
struct PolicyCase: Decodable {
    /// In the place of a person: the ticket doesn't show any. In that of an item: nor that.
    static let nobody = "none"

    /// A ticket in short: what isn't said is as it usually is.
    struct TicketLine: Decodable {
        /// The item's name, or its `sys_id`.
        var item: String
        var beneficiary: String
        /// Who opened it; nil: the beneficiary.
        var requester: String?
        /// Entitlements, for the item's first variable.
        var asks: [String]?
        /// For the item's end variable.
        var until: String?
        /// Why it is an emergency, for the item's emergency variables.
        var emergency: String?
        /// Further variables; they win over what the others say.
        var variables: [String: String]?
        var variablesHidden: Bool?
        var open: Bool?
        var approval: String?
        var approvedBy: [String]?
        var proposedBy: String?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case item
            case beneficiary = "for"
            case requester = "by"
            case asks
            case until
            case emergency
            case variables
            case variablesHidden = "variables_hidden"
            case open
            case approval
            case approvedBy = "approved_by"
            case proposedBy = "proposed_by"
        }
    }

    /// What Entra and Landfall say, in short: groups are named by their entitlements, and are as they should be where nothing is said.
    struct Facts: Decodable {
        var groups: [String: CaseGroup]?
        var has: [String]?
        var onTheWay: [String]?
        /// Groups of the requester's, by object id.
        var requesterIn: [GroupID]?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case groups
            case has
            case onTheWay = "on_the_way"
            case requesterIn = "requester_in"
        }
    }

    var name: String
    var now: CaseTime?
    var ticket: TicketLine
    var facts: Facts?
    var expect: CaseExpectation

    enum CodingKeys: String, CodingKey, CaseIterable {
        case name
        case now
        case ticket
        case facts
        case expect
    }
}
