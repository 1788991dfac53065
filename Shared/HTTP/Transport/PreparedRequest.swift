/// A request that was checked and laid out for libcurl, ready to cross to the transfer thread.
///
/// A class, because it is handed on several times, and copying a value of this size shows in the profile.
final class PreparedRequest: Sendable {
    /// How libcurl is told about the method.
    enum Form: Sendable {
        case get
        case head
        case withBody
    }

    let url: RequestURL
    let method: String
    let form: Form
    /// Header lines, each ended by a zero byte.
    let headerLines: [UInt8]
    let body: [UInt8]
    /// Whether sending it a second time, without being asked, does no harm (RFC 9110, 9.2.1: safe methods).
    let isSafe: Bool
    let freshConnection: Bool
    /// When the request as a whole must be over.
    let deadline: ContinuousClock.Instant

    init(
        url: RequestURL, method: String, form: Form, headerLines: [UInt8], body: [UInt8], isSafe: Bool,
        freshConnection: Bool, deadline: ContinuousClock.Instant
    ) {
        self.url = url
        self.method = method
        self.form = form
        self.headerLines = headerLines
        self.body = body
        self.isSafe = isSafe
        self.freshConnection = freshConnection
        self.deadline = deadline
    }

    var kind: TransferKind { TransferKind(form: form, isSecure: url.isSecure) }

    /// The method, unless it is the one that libcurl uses for the form by itself.
    var customMethod: String? {
        switch form {
        case .get: method == "GET" ? nil : method
        case .head: nil
        case .withBody: method == "POST" ? nil : method
        }
    }
}
