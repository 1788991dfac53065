import SimulatorKit

/// The address of a directory object in a body: `https://graph.microsoft.com/v1.0/directoryObjects/{id}`.
struct ObjectReference: Sendable, Hashable {
    let collection: GraphRoute.Collection
    let key: String

    /// - Parameter authority: The host and port by which the simulator was called, which is as good as Graph's own.
    init(parsing text: String, authority: String) throws(GraphError) {
        guard let scheme = ["https://", "http://"].first(where: text.hasPrefix) else { throw Self.malformed }
        var segments = text.dropFirst(scheme.count).split(separator: "/", omittingEmptySubsequences: false)
            .map { PercentEncoding.decoded(String($0)) }
        let host = segments.removeFirst().lowercased()
        // A reference to another cloud is no reference here.
        guard host == "graph.microsoft.com" && scheme == "https://" || host == authority.lowercased() else {
            throw Self.malformed
        }
        guard segments.first == "v1.0" || segments.first == "beta",
            case .entity(let collection, let key)? = try? GraphRoute(Array(segments.dropFirst()))
        else { throw Self.malformed }
        self.collection = collection
        self.key = key
    }

    /// The object's id. People can also be named by their user principal name.
    func resolve(in directory: borrowing Directory) throws(GraphError) -> ObjectID {
        if let id = ObjectID(key) { return id }
        guard collection == .users else { throw .invalidIdentifier(key) }
        guard let user = directory.user(key) else { throw .notFound(key) }
        return user.id
    }

    private static var malformed: GraphError { .badRequest("Invalid URL format specified in payload.") }
}
