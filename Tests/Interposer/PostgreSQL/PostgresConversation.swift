/// A connection to PostgreSQL: each round trip (a Query, or everything up to a Sync) is a step, and a commit if it
/// makes something durable.
package struct PostgresConversation: Conversation {
    private var frontend = PostgresMessageReader.frontend()
    private var backend = PostgresMessageReader.backend()
    private var transaction = PostgresTransaction()

    /// Messages since the last round trip.
    private var pending: [UInt8] = []
    private var statements: [SQLStatement] = []
    /// Prepared statements and portals by name; the unnamed one is the empty name.
    private var prepared: [String: SQLStatement] = [:]
    private var portals: [String: SQLStatement] = [:]

    private var unanswered: [Int] = []
    private var lastExchange = 0
    package private(set) var blindness: String?

    package init() {}

    package mutating func fromService(_ bytes: [UInt8]) -> [ServicePassage] {
        frontend.append(bytes)
        var passages: [ServicePassage] = []
        while let piece = frontend.next() {
            switch piece {
            case .message(let message):
                if let passage = passage(of: message) { passages.append(passage) }
            case .unreadable(let bytes):
                if blindness == nil { blindness = "the service sends what is not PostgreSQL's protocol" }
                passages.append(ServicePassage(pending + bytes))
                pending = []
            }
        }
        return passages
    }

    package mutating func fromPeer(_ bytes: [UInt8]) -> [PeerPassage] {
        backend.append(bytes)
        var passages: [PeerPassage] = []
        while let piece = backend.next() {
            switch piece {
            case .message(let message):
                passages.append(answer(message))
            case .unreadable(let bytes):
                if blindness == nil { blindness = "the database sends what is not PostgreSQL's protocol" }
                passages.append(PeerPassage(bytes))
            }
        }
        return passages
    }

    // MARK: - The service's side

    private mutating func passage(of message: PostgresMessage) -> ServicePassage? {
        guard let letter = message.letter else { return ServicePassage(startup(message)) }
        var body = message.body
        pending += message.bytes
        switch letter {
        case "Q":
            statements += SQLWords.statements(of: body.terminatedString() ?? "").map(SQLStatement.init(words:))
            return roundTrip()
        case "P":
            if let name = body.terminatedString(), let text = body.terminatedString() {
                prepared[name] = SQLStatement(text)
            }
        case "B":
            if let portal = body.terminatedString(), let name = body.terminatedString() {
                portals[portal] = prepared[name]
            }
        case "E":
            if let portal = body.terminatedString(), let statement = portals[portal] { statements.append(statement) }
        case "S", "F":
            return roundTrip()
        case "D", "C":
            break
        default:
            // Flush asks for answers at once; passwords, copied rows and the farewell are no steps.
            return flushed()
        }
        return nil
    }

    private mutating func roundTrip() -> ServicePassage {
        lastExchange += 1
        unanswered.append(lastExchange)
        let sketch = transaction.step(for: statements)
        statements = []
        return ServicePassage(flushed().bytes, step: sketch, exchange: lastExchange)
    }

    private mutating func flushed() -> ServicePassage {
        defer { pending = [] }
        return ServicePassage(pending)
    }

    /// The first message: a version, or one of the requests that come instead of one.
    private mutating func startup(_ message: PostgresMessage) -> [UInt8] {
        var body = message.body
        switch body.uint32() {
        case 80_877_103, 80_877_104:
            backend.expectSingleByte()
        case 80_877_102:
            // A request to cancel is all that its connection carries.
            break
        default:
            frontend.expectMessages()
        }
        return message.bytes
    }

    // MARK: - The database's side

    private mutating func answer(_ message: PostgresMessage) -> PeerPassage {
        guard let letter = message.letter else {
            if message.bytes.first != UInt8(ascii: "N") {
                blindness = "the connection to the database is encrypted"
                frontend.giveUp()
                backend.giveUp()
            }
            return PeerPassage(message.bytes)
        }
        guard letter == "Z" else { return PeerPassage(message.bytes, answers: Array(unanswered.prefix(1))) }
        var body = message.body
        let status = body.uint8().map { Character(UnicodeScalar($0)) } ?? "I"
        guard !unanswered.isEmpty else { return PeerPassage(message.bytes) }
        let answered = unanswered.removeFirst()
        // With another round trip under way, the server's word is older than what the service has said since.
        if unanswered.isEmpty, statements.isEmpty { transaction.correct(status: status) }
        return PeerPassage(message.bytes, answers: [answered], isFinal: true)
    }
}
