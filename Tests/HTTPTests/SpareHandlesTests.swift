import Testing

@testable import HTTP

@Suite("Spare handles")
struct SpareHandlesTests {
    private let get = TransferKind(form: .get, isSecure: false)
    private let secureGet = TransferKind(form: .get, isSecure: true)

    @Test("A handle is used again, first of all for its own kind")
    func ownKind() throws {
        var spare = SpareHandles(configuration: HTTPClientConfiguration())
        let plain = try spare.take(for: get)
        let secure = try spare.take(for: secureGet)
        #expect(plain !== secure)
        spare.keep(plain, for: get)
        spare.keep(secure, for: secureGet)
        #expect(try spare.take(for: get) === plain)
        #expect(try spare.take(for: secureGet) === secure)
    }

    @Test("A handle of another kind, or one that was reset, comes before a new one")
    func otherKind() throws {
        var spare = SpareHandles(configuration: HTTPClientConfiguration())
        let easy = try spare.take(for: get)
        spare.keep(easy, for: get)
        #expect(try spare.take(for: secureGet) === easy)
        spare.keep(easy, for: nil)
        #expect(try spare.take(for: get) === easy)
    }

    @Test("No more are kept than there may be connections")
    func limit() throws {
        var configuration = HTTPClientConfiguration()
        configuration.maximumConnections = 1
        var spare = SpareHandles(configuration: configuration)
        let handles = [try spare.take(for: get), try spare.take(for: get)]
        for easy in handles { spare.keep(easy, for: get) }
        #expect(try spare.take(for: get) === handles[0])
        #expect(try spare.take(for: get) !== handles[1])
    }
}
