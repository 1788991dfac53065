import Testing

@testable import AMQP

@Suite("The life of a consumer's channel")
struct ConsumerChannelTests {
    private static func active() -> ConsumerChannel {
        var channel = ConsumerChannel(queue: "q", prefetch: 7, tag: "t")
        #expect(channel.open() == [.send(.openChannel)])
        #expect(channel.opened() == [.send(.limitPrefetch(7))])
        #expect(channel.prefetchLimited() == [.send(.consume(queue: "q", tag: "t"))])
        #expect(channel.consuming() == [.began])
        #expect(channel.isActive)
        return channel
    }

    private static let missing = AMQPError.broker(replyCode: 404, text: "NOT_FOUND - no queue 'q' in vhost '/'")

    @Test("It is closed when its user leaves")
    func close() {
        var channel = Self.active()
        #expect(channel.close() == [.endLife, .send(.closeChannel)])
        #expect(channel.closeConfirmed() == [.released])
        #expect(channel.close() == [.released])
    }

    @Test("A user who leaves while it is being set up closes it as well")
    func closeEarly() {
        var channel = ConsumerChannel(queue: "q", prefetch: 1, tag: "t")
        _ = channel.open()
        #expect(channel.close() == [.endLife, .send(.closeChannel)])
        #expect(channel.opened() == [])
        #expect(channel.closeConfirmed() == [.released])
    }

    @Test("A cancellation by the broker leads to another try, and a missing queue to the end")
    func cancelled() {
        var channel = Self.active()
        #expect(channel.cancelledByBroker() == [.endLife, .send(.closeChannel)])
        #expect(channel.closeConfirmed() == [.retryLater])
        #expect(channel.open() == [.send(.openChannel)])
        _ = channel.opened()
        _ = channel.prefetchLimited()
        #expect(
            channel.closedByBroker(Self.missing) == [
                .send(.confirmCloseOfChannel), .endLife, .finish(Self.missing),
            ])
    }

    @Test(
        "What the broker says decides whether another try makes sense",
        arguments: [
            (404, "NOT_FOUND - no queue 'q' in vhost '/'", true),
            (404, "NOT_FOUND - home node 'a' of durable queue 'q' in vhost '/' is down or inaccessible", false),
            (403, "ACCESS_REFUSED - no", true),
            (405, "RESOURCE_LOCKED - exclusive", false),
            (541, "INTERNAL_ERROR", false),
        ])
    func retry(replyCode: Int, text: String, isFinal: Bool) {
        var channel = ConsumerChannel(queue: "q", prefetch: 1, tag: "t")
        _ = channel.open()
        _ = channel.opened()
        _ = channel.prefetchLimited()
        let error = AMQPError.broker(replyCode: replyCode, text: text)
        #expect(channel.closedByBroker(error).last == (isFinal ? .finish(error) : .retryLater))
        #expect(channel.failures == 1)
    }

    @Test("A consumer that held a message too long is set up again")
    func consumerTimeout() {
        var channel = Self.active()
        let error = AMQPError.broker(replyCode: 406, text: "PRECONDITION_FAILED - delivery acknowledgement timed out")
        #expect(channel.closedByBroker(error).last == .retryLater)
    }

    @Test("A lost connection loses the deliveries, and answers who waits for the end")
    func disconnected() {
        var channel = Self.active()
        #expect(channel.disconnected() == [.endLife])
        #expect(channel.open() == [.send(.openChannel)])
        _ = channel.close()
        #expect(channel.disconnected() == [.endLife, .released])
    }

    @Test("Events of an earlier phase change nothing")
    func stray() {
        var channel = ConsumerChannel(queue: "q", prefetch: 1, tag: "t")
        #expect(channel.consuming() == [])
        #expect(channel.prefetchLimited() == [])
        #expect(channel.closeConfirmed() == [])
        #expect(channel.cancelledByBroker() == [])
        #expect(!channel.isActive)
    }
}

@Suite("The life of a channel for requests")
struct RequestChannelTests {
    /// Actions in short, to compare.
    private static func short(_ actions: [RequestChannel<String>.Action]) -> [String] {
        actions.map { action in
            switch action {
            case .send(.openChannel): "open"
            case .send(.confirmCloseOfChannel): "close-ok"
            case .send(.purge(let queue)): "purge \(queue)"
            case .send(.get(let queue)): "get \(queue)"
            case .send: "send"
            case .succeed(let token, _): "succeed \(token)"
            case .fail(let token, let error): "fail \(token) \(error.code)"
            case .beginLife: "begin"
            case .endLife: "end"
            }
        }
    }

    private static let refused = AMQPError.broker(replyCode: 406, text: "PRECONDITION_FAILED")
    private static let lost = AMQPError(.connectionLost, "lost")

    @Test("Requests wait for the connection, and go one after the other")
    func order() {
        var channel = RequestChannel<String>()
        #expect(Self.short(channel.request("A", [.purge(queue: "a1"), .purge(queue: "a2")])) == [])
        #expect(Self.short(channel.request("B", [.get(queue: "b")])) == [])
        #expect(Self.short(channel.request("first", [], first: true)) == [])
        #expect(Self.short(channel.connected()) == ["open"])
        #expect(Self.short(channel.opened()) == ["begin", "succeed first", "purge a1"])
        #expect(Self.short(channel.replied(.done)) == ["purge a2"])
        #expect(Self.short(channel.replied(.done)) == ["succeed A", "get b"])
        #expect(!channel.isIdle)
        #expect(Self.short(channel.replied(.message(nil))) == ["succeed B"])
        #expect(channel.isIdle)
    }

    @Test("A refusal fails one request, and the next one gets a new channel")
    func refusal() {
        var channel = RequestChannel<String>()
        _ = channel.connected()
        #expect(Self.short(channel.request("A", [.purge(queue: "a")])) == ["open"])
        _ = channel.opened()
        _ = channel.request("B", [.purge(queue: "b")])
        #expect(
            Self.short(channel.closedByBroker(Self.refused)) == [
                "close-ok", "end", "fail A preconditionFailed", "open",
            ])
        #expect(Self.short(channel.opened()) == ["begin", "purge b"])
    }

    @Test("A lost connection fails what is under way, and keeps what waits")
    func lostConnection() {
        var channel = RequestChannel<String>()
        _ = channel.connected()
        _ = channel.request("A", [.purge(queue: "a")])
        _ = channel.opened()
        _ = channel.request("B", [.purge(queue: "b")])
        #expect(Self.short(channel.disconnected(Self.lost)) == ["end", "fail A connectionLost"])
        _ = channel.request("obsolete", [.purge(queue: "x")], first: true)
        channel.removeWaiting { $0 == "obsolete" }
        #expect(channel.oldestWaiting == "B")
        #expect(Self.short(channel.connected()) == ["open"])
        #expect(Self.short(channel.opened()) == ["begin", "purge b"])
    }
}
