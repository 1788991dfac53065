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
}
