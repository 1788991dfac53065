/// Which of the apps' tokens were revoked: Graph takes those no more, whatever is left of their lifetimes. Pure.
struct TokenRegister: Sendable {
    /// So many tokens of an app are known, the newest ones: more than it can hold at a time.
    private static let memoryLimit = 1000

    private var issued: [String: [String]] = [:]
    private var revoked: Set<String> = []

    /// - Parameter id: The token's `uti`.
    mutating func issued(_ id: String, to applicationID: String) {
        var ids = issued[applicationID] ?? []
        if ids.count >= Self.memoryLimit { ids.removeFirst() }
        ids.append(id)
        issued[applicationID] = ids
    }

    /// Revokes every token that the app was given so far; those that it is given from now on are good.
    mutating func revokeAll(of applicationID: String) {
        revoked.formUnion(issued[applicationID] ?? [])
    }

    func isRevoked(_ id: String) -> Bool { revoked.contains(id) }
}
