import Foundation

/// On whose behalf something is read or written.
struct Caller: Sendable {
    let userName: String
    let userID: String
    let roles: Set<String>
    let zone: TimeZone
    /// Business rules and flows: access controls don't bind them.
    let isPlatform: Bool

    init(
        userName: String, userID: String = "", roles: Set<String> = [], zone: TimeZone = .gmt, isPlatform: Bool = false
    ) {
        self.userName = userName
        self.userID = userID
        self.roles = roles
        self.zone = zone
        self.isPlatform = isPlatform
    }

    static let platform = Caller(userName: "system", isPlatform: true)
}
