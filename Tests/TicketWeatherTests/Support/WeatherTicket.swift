import Domain
import TestSupport

/// A request item that stands in the simulated instance from the beginning, under an id that is known, and waits for its approval.
struct WeatherTicket: Sendable, Hashable {
    /// What is asked for, and so what has to become of it.
    enum Wish: Sendable, Hashable {
        /// One group that takes everybody.
        case lands
        /// The same, and one that refuses: what was added is taken back.
        case reverts
        /// A group whose members nobody can choose: blocked before any write.
        case blocked

        var entitlements: [String] {
            switch self {
            case .lands: [SimulatedDirectory.plain]
            case .reverts: [SimulatedDirectory.plain, SimulatedDirectory.refusing]
            case .blocked: [SimulatedDirectory.dynamic]
            }
        }
    }

    /// Tells it from the others, from 1 to 999.
    let number: Int
    var wish = Wish.lands
    let sysID: String
    /// Nobody: the row of the one who approves was created without a name, as happens to rows that are posted.
    var hasApprover = true

    /// - Parameter sysID: nil for one of 32 hexadecimal digits.
    init(_ number: Int, _ wish: Wish = .lands, sysID: String? = nil, hasApprover: Bool = true) {
        self.number = number
        self.wish = wish
        self.sysID = sysID ?? "c0" + Self.padded(number, to: 30)
        self.hasApprover = hasApprover
    }

    var ritm: String { "RITM004" + Self.padded(number, to: 4) }
    var person: String { "person-\(number)@contoso.example" }
    /// In Entra.
    var personID: String { "a0000000-0000-4000-8000-" + Self.padded(number, to: 12) }
    var path: String { "^/api/now/table/sc_req_item/\(sysID)$" }

    /// An id of a row that belongs to it.
    func row(_ kind: String) -> String { kind + Self.padded(number, to: 32 - kind.count) }

    private static func padded(_ number: Int, to length: Int) -> String {
        String(repeating: "0", count: length - String(number).count) + String(number)
    }
}
