/// A response as it came, before anybody read its head.
struct ReceivedResponse: Sendable {
    /// The bytes of the last head: status line, fields, empty line.
    var head: [UInt8]
    var body: [UInt8]
    var version: HTTPClientResponse.Version
    var timings: HTTPClientResponse.Timings
    var reusedConnection: Bool
}
