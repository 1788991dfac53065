/// A request that was checked and laid out for libcurl, ready to cross to the transfer thread.
struct PreparedRequest: Sendable {
    /// How libcurl is told about the method.
    enum Form: Sendable {
        case get
        case head
        case withBody
    }

    var url: RequestURL
    var method: String
    var form: Form
    /// Header lines, each ended by a zero byte.
    var headerLines: [UInt8]
    var body: [UInt8]
    /// Whether sending it a second time, without being asked, does no harm (RFC 9110, 9.2.1: safe methods).
    var isSafe: Bool
    var freshConnection: Bool
    /// When the request as a whole must be over.
    var deadline: ContinuousClock.Instant
}
