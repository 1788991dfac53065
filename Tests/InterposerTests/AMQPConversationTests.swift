import Interposer
import Testing

@Suite("What an AMQP connection says")
struct AMQPConversationTests {
    private static let body = [UInt8](repeating: 0x41, count: 250)

    private static let fromService: [UInt8] =
        Array("AMQP".utf8) + [0, 0, 9, 1] + Wire.method(20, 10, [0]) + Wire.confirmSelect
        + Wire.publish("request.received", body: body) + Wire.frame(8, channel: 0, [])
        + Wire.publish("request.validated", body: []) + Wire.acknowledge(7)
        + Wire.method(60, 90, Wire.number(UInt64(8)) + [1])

    @Test("A publish is one passage from its method to its last body frame, and the passages are the stream")
    func publishIsOnePassage() {
        var conversation = AMQPConversation()
        let passages = conversation.fromService(Self.fromService)
        #expect(passages.flatMap(\.bytes) == Self.fromService)
        let publish = passages.first { $0.step?.kind == .publish }
        #expect(publish?.bytes == Wire.publish("request.received", body: Self.body))
        #expect(
            passages.compactMap(\.step) == [
                StepSketch(.publish, detail: "request.received"), StepSketch(.publish, detail: "request.validated"),
                StepSketch(.acknowledge, detail: "", isAnswered: false),
                StepSketch(.reject, detail: "", isAnswered: false),
            ])
        #expect(conversation.blindness == nil)
    }

    @Test("However the stream is cut, the passages are the same")
    func chunkingChangesNothing() {
        var whole = AMQPConversation()
        let expected = whole.fromService(Self.fromService)
        for seed in 0..<UInt64(200) {
            var cut = AMQPConversation()
            let chunks = Chunks(bytes: Self.fromService, seed: seed, longest: seed == 0 ? 1 : 60)
            #expect(chunks.flatMap { cut.fromService($0) } == expected, "seed \(seed)")
        }
    }

    @Test("A confirm answers the publish with its tag; a multiple one all up to its tag")
    func confirmsAnswerPublishes() {
        var conversation = AMQPConversation()
        let passages = conversation.fromService(
            Wire.confirmSelect + (1...5).flatMap { Wire.publish("event.\($0)", body: Self.body) })
        let exchanges = passages.filter { $0.step != nil }.map(\.exchange)
        let answers = conversation.fromPeer(
            Wire.acknowledge(2) + Wire.acknowledge(4, multiple: true)
                + Wire.method(60, 120, Wire.number(UInt64(5)) + [0]))
        #expect(
            answers.map(\.answers) == [[exchanges[1]], [exchanges[0], exchanges[2], exchanges[3]], [exchanges[4]]])
        #expect(answers.map(\.isFinal) == [true, true, true])
    }

    @Test("Confirms of one channel say nothing of another, and a channel opened again counts from one")
    func channelsAreApart() {
        var conversation = AMQPConversation()
        let select = { (channel: UInt16) in Wire.method(85, 10, channel: channel, [0]) }
        let first = conversation.fromService(select(1) + select(2) + Wire.publish("a", body: [1], channel: 1))
        #expect(conversation.fromPeer(Wire.acknowledge(1, channel: 2)).first?.answers == [])
        #expect(
            conversation.fromPeer(Wire.acknowledge(1, channel: 1)).map(\.answers) == [first.suffix(1).map(\.exchange)])
        let second = conversation.fromService(
            Wire.method(20, 10, channel: 1) + select(1) + Wire.publish("b", body: [1], channel: 1))
        #expect(
            conversation.fromPeer(Wire.acknowledge(1, channel: 1)).map(\.answers) == [second.suffix(1).map(\.exchange)])
    }

    @Test("Without confirms a publish awaits no answer")
    func withoutConfirms() {
        var conversation = AMQPConversation()
        #expect(conversation.fromService(Wire.publish("a", body: [1])).last?.step?.isAnswered == false)
    }

    @Test("An acknowledgement is named by what was delivered; a multiple one by all of it")
    func acknowledgementsAreNamed() {
        var conversation = AMQPConversation()
        _ = conversation.fromService(Wire.confirmSelect)
        _ = conversation.fromPeer((1...4).flatMap { Wire.deliver($0, key: $0 < 3 ? "run.started" : "run.landed") })
        #expect(conversation.fromService(Wire.acknowledge(1)).first?.step?.detail == "run.started")
        #expect(
            conversation.fromService(Wire.acknowledge(4, multiple: true)).first?.step?.detail
                == "run.started+run.landed")
    }

    @Test("Frames of another channel do not wait for a publish that is still arriving")
    func channelsInterleave() {
        var conversation = AMQPConversation()
        let publish = Wire.publish("a", body: Self.body, channel: 1)
        _ = conversation.fromService(Array(publish.prefix(60)))
        _ = conversation.fromService(Array(publish.dropFirst(60).dropLast(108)))
        #expect(conversation.fromService(Array(publish.suffix(108))).last?.bytes == publish)
    }

    @Test("What is no AMQP passes unchanged, and is told")
    func unreadableBytesPass() {
        var conversation = AMQPConversation()
        let garbage: [UInt8] = [9, 9, 9, 9]
        #expect(conversation.fromService(garbage + garbage).flatMap(\.bytes) == garbage + garbage)
        #expect(conversation.blindness != nil)
    }
}
