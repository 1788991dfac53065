import Interposer
import Testing

@Suite("What an HTTP connection says")
struct HTTPConversationTests {
    private static let add =
        "POST /v1.0/groups/b0000000-0000-4000-8000-000000000001/members/$ref?a=1 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabcde"
    private static let read = "GET /v1.0/groups HTTP/1.1\r\nHost: a\r\n\r\n"
    private static let chunked =
        "PATCH /api/now/table/sc_req_item/c0000000000000000000000000000001 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
        + "4\r\nabcd\r\nA;x=y\r\n0123456789\r\n0\r\nTrailer: 1\r\n\r\n"
    private static let probe = "HEAD / HTTP/1.1\r\n\r\n"

    private static let requests = [add, read, chunked, probe].map { Array($0.utf8) }
    private static let responses = [
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length:2\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n",
    ].map { Array($0.utf8) }

    @Test("Each request with its body is a step, named by peer, method and path without ids and query")
    func requestsAreSteps() {
        var conversation = HTTPConversation(peer: "graph")
        let passages = conversation.fromService(Self.requests.flatMap(\.self))
        #expect(passages.map(\.bytes) == Self.requests)
        #expect(
            passages.map(\.step?.detail) == [
                "graph POST /v1.0/groups/…/members/$ref", "graph GET /v1.0/groups",
                "graph PATCH /api/now/table/sc_req_item/…", "graph HEAD /",
            ])
    }

    @Test("Responses answer the requests in their order, whatever tells where they end")
    func responsesAnswer() {
        var conversation = HTTPConversation(peer: "graph")
        let exchanges = conversation.fromService(Self.requests.flatMap(\.self)).map(\.exchange)
        let answers = conversation.fromPeer(Self.responses.flatMap(\.self))
        #expect(answers.map(\.bytes) == Self.responses)
        #expect(
            answers.map(\.answers) == [[exchanges[0]], [exchanges[1]], [exchanges[2]], [exchanges[2]], [exchanges[3]]])
        #expect(answers.map(\.isFinal) == [true, true, false, true, true])
    }

    @Test("However the streams are cut, the passages are the same")
    func chunkingChangesNothing() {
        var whole = HTTPConversation(peer: "graph")
        let outward = whole.fromService(Self.requests.flatMap(\.self))
        let inward = whole.fromPeer(Self.responses.flatMap(\.self))
        for seed in 0..<UInt64(200) {
            var cut = HTTPConversation(peer: "graph")
            let longest = seed == 0 ? 1 : 60
            let requests = Chunks(bytes: Self.requests.flatMap(\.self), seed: seed, longest: longest)
            #expect(requests.flatMap { cut.fromService($0) } == outward, "seed \(seed)")
            let responses = Chunks(bytes: Self.responses.flatMap(\.self), seed: seed, longest: longest)
            #expect(responses.flatMap { cut.fromPeer($0) } == inward, "seed \(seed)")
        }
    }

    @Test("A response without a declared end is what has come when the peer closes")
    func responseUntilClose() {
        var conversation = HTTPConversation(peer: "graph")
        let exchange = conversation.fromService(Self.requests[1])[0].exchange
        let response = Array("HTTP/1.0 200 OK\r\n\r\n<html>".utf8)
        #expect(conversation.fromPeer(response).isEmpty)
        #expect(conversation.peerEnded() == [PeerPassage(response, answers: [exchange], isFinal: true)])
    }

    @Test("The answer to a repetition is not passed on")
    func repetition() {
        var conversation = HTTPConversation(peer: "graph")
        let exchange = conversation.fromService(Self.requests[0])[0].exchange
        let isExpected = conversation.expectRepetition(of: exchange)
        #expect(isExpected)
        let answers = conversation.fromPeer(
            Self.responses[0] + Array("HTTP/1.1 400 Bad\r\nContent-Length: 1\r\n\r\nx".utf8))
        #expect(answers.map(\.bytes) == [Self.responses[0], []])
    }

    @Test("What is no HTTP/1 passes unchanged, and is told")
    func unreadableBytesPass() {
        var conversation = HTTPConversation(peer: "graph")
        let garbage = Array("hello\r\n\r\nthere".utf8)
        #expect(conversation.fromService(garbage).flatMap(\.bytes) == garbage)
        #expect(conversation.blindness != nil)
    }
}
