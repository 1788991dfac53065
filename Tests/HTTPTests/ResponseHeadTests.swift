import HTTPTypes
import Testing

@testable import HTTP

@Suite("Reading a head")
struct ResponseHeadTests {
    @Test(
        "The status line gives status and reason",
        arguments: [
            ("HTTP/1.1 200 OK\r\n\r\n", 200, "OK"), ("HTTP/2 204 \r\n\r\n", 204, ""),
            ("HTTP/1.0 404 Not Here\r\n\r\n", 404, "Not Here"), ("HTTP/1.1 599\r\n\r\n", 599, ""),
        ])
    func statusLine(text: String, code: Int, reason: String) throws {
        let head = try #require(ResponseHead(Array(text.utf8)))
        #expect(head.status.code == code)
        #expect(head.status.reasonPhrase == reason)
    }

    @Test(
        "What has no status is no head",
        arguments: [
            "", "\r\n", "200 OK\r\n", "HTTP/1.1\r\n", "HTTP/1.1 abc\r\n", "HTTP/1.1 99 X\r\n", "HTTP/1.1 -200 X\r\n",
        ])
    func noStatus(text: String) {
        #expect(ResponseHead(Array(text.utf8)) == nil)
    }

    @Test("Fields keep order, repetition, and bytes that are not UTF-8; what is no field is passed over")
    func fields() throws {
        let text = Array("HTTP/1.1 200 OK\r\nA: 1\r\nno field\r\nbad name: x\r\nB:\t two  \r\na: 3\r\nC: ".utf8)
        let head = try #require(ResponseHead(text + [0xE9, 0x0D, 0x0A, 0x0D, 0x0A]))
        #expect(head.fields.map(\.name.canonicalName) == ["a", "b", "a", "c"])
        #expect(head.fields.prefix(3).map(\.value) == ["1", "two", "3"])
        #expect(head.fields.last?.withUnsafeBytesOfValue { Array($0) } == [0xE9])
    }
}

@Suite("Gathering a response")
struct ResponseCollectorTests {
    @Test("The last head counts, and it is complete after its empty line")
    func lastHead() {
        var collector = ResponseCollector(maximumHeadBytes: 100, maximumBodyBytes: 10)
        let lines = ["HTTP/1.1 103 E\r\n", "A: 1\r\n", "\r\n", "HTTP/1.1 200 OK\r\n", "B: 2\r\n"]
        let taken = take(head: lines, &collector)
        #expect(taken.allSatisfy { $0 })
        #expect(!collector.headIsComplete)
        _ = take(head: ["\r\n", "Trailer: 3\r\n"], &collector)
        #expect(collector.headIsComplete)
        #expect(collector.head == Array("HTTP/1.1 200 OK\r\nB: 2\r\n\r\n".utf8))
    }

    @Test("The limits hold to the byte")
    func limits() {
        var heads = ResponseCollector(maximumHeadBytes: 10, maximumBodyBytes: 4)
        let takenHeads = take(head: ["01234", "56789", "0"], &heads)
        #expect(takenHeads == [true, true, false])
        #expect(heads.isTooLarge)

        var bodies = ResponseCollector(maximumHeadBytes: 10, maximumBodyBytes: 4)
        let takenBodies = take(body: ["01", "23", "4"], &bodies)
        #expect(takenBodies == [true, true, false])
        #expect(bodies.isTooLarge)
        #expect(bodies.body == Array("0123".utf8))
    }
}

/// Gives a collector pieces of a head or a body, and returns for each whether it was taken.
private func take(
    head: [String] = [], body: [String] = [], _ collector: inout ResponseCollector
) -> [Bool] {
    var taken: [Bool] = []
    for line in head { taken.append(Array(line.utf8).withUnsafeBytes { collector.receiveHeadLine($0) }) }
    for piece in body { taken.append(Array(piece.utf8).withUnsafeBytes { collector.receiveBody($0) }) }
    return taken
}
