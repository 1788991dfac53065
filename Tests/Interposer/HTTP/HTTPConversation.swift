/// An HTTP/1.1 connection: each request with its body is a step, answered by its response.
package struct HTTPConversation: Conversation {
    private struct Outstanding: Sendable {
        let exchange: Int
        let method: String
        /// The response to a request that only the interposer repeated.
        var isSwallowed = false
    }

    /// The name of the peer, as it stands in the steps.
    private let peer: String
    private var requests = HTTPMessageReader()
    private var responses = HTTPMessageReader()
    private var outstanding: [Outstanding] = []
    private var lastExchange = 0
    package private(set) var blindness: String?

    package init(peer: String) {
        self.peer = peer
    }

    package mutating func fromService(_ bytes: [UInt8]) -> [ServicePassage] {
        requests.append(bytes)
        var passages: [ServicePassage] = []
        while let piece = requests.next(framing: \.requestFraming) {
            switch piece {
            case .message(let head, let bytes):
                lastExchange += 1
                outstanding.append(Outstanding(exchange: lastExchange, method: head.method))
                let sketch = StepSketch(.request, detail: "\(peer) \(head.method) \(head.path)")
                passages.append(ServicePassage(bytes, step: sketch, exchange: lastExchange))
            case .unreadable(let bytes):
                if blindness == nil { blindness = "\(peer) is sent what is not HTTP/1.1" }
                passages.append(ServicePassage(bytes))
            }
        }
        return passages
    }

    package mutating func fromPeer(_ bytes: [UInt8]) -> [PeerPassage] {
        responses.append(bytes)
        var passages: [PeerPassage] = []
        // One at a time: how a response ends depends on the request that it answers.
        while let piece = responses.next(framing: { $0.responseFraming(toMethod: outstanding.first?.method ?? "") }) {
            switch piece {
            case .message(let head, let bytes): passages.append(answer(head, bytes))
            case .unreadable(let bytes):
                if blindness == nil { blindness = "\(peer) sends what is not HTTP/1.1" }
                passages.append(PeerPassage(bytes, answers: outstanding.map(\.exchange), isFinal: true))
            }
        }
        return passages
    }

    package mutating func peerEnded() -> [PeerPassage] {
        let rest = responses.end()
        guard !rest.isEmpty else { return [] }
        return [answered(by: rest)]
    }

    package mutating func expectRepetition(of exchange: Int) -> Bool {
        guard let last = outstanding.last, last.exchange == exchange else { return false }
        outstanding.append(Outstanding(exchange: exchange, method: last.method, isSwallowed: true))
        return true
    }

    private mutating func answer(_ head: HTTPHead, _ bytes: [UInt8]) -> PeerPassage {
        switch head.status {
        case 101:
            requests.giveUp()
            responses.giveUp()
            blindness = "\(peer) has left HTTP/1.1"
            return answered(by: bytes)
        case 100..<200:
            return PeerPassage(bytes, answers: outstanding.prefix(1).map(\.exchange))
        default:
            return answered(by: bytes)
        }
    }

    private mutating func answered(by bytes: [UInt8]) -> PeerPassage {
        guard !outstanding.isEmpty else { return PeerPassage(bytes) }
        let first = outstanding.removeFirst()
        return PeerPassage(first.isSwallowed ? [] : bytes, answers: [first.exchange], isFinal: true)
    }
}
