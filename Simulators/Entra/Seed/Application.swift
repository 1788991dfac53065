import Foundation

/// An app registration with what an administrator consented to.
struct Application: Sendable {
    /// In small letters.
    let clientID: String
    let displayName: String
    let secret: String?
    /// When the secret stops working; nil for never.
    let secretExpiry: Date?
    let certificate: ClientCertificate?
    /// The application permissions, which stand in the app's tokens as `roles`.
    var roles: [String]
    let redirectURIs: [String]
    /// The app roles that people are assigned to, which stand in their ID tokens as `roles`.
    let appRoles: [AppRole]

    /// What a person who signs in may do in the app.
    struct AppRole: Sendable, Hashable {
        let value: String
        let assignedTo: Set<ObjectID>
    }

    /// The values of a person's roles, in the seed's order.
    func appRoles(of user: ObjectID) -> [String] {
        appRoles.filter { $0.assignedTo.contains(user) }.map(\.value)
    }
}
