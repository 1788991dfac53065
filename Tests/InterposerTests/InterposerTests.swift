import Interposer
import Testing

@Suite("An interposer between a service and its peers", .timeLimit(.minutes(1)))
struct InterposerTests {
    private static let request = "POST /a HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi"
    private static let response = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    /// A service's socket, the peer's end of it, and the interposer between them.
    private struct Wired {
        let interposer: Interposer
        let service: TestSocket
        let peer: TestSocket

        init(_ wire: WireProtocol, interposer: Interposer? = nil, patience: Int = 5) async throws {
            self.interposer = try interposer ?? Interposer(name: "test", patience: .milliseconds(200))
            let listener = try TestPeer()
            service = try await TestSocket.connected(
                to: try await self.interposer.interpose(wire, toPort: listener.port), patience: patience)
            peer = try await listener.accepted()
        }
    }

    @Test("Passes both directions on unchanged, and lists the steps")
    func passes() async throws {
        let wired = try await Wired(.http("graph"))
        for number in 1...3 {
            wired.service.send(Self.request)
            #expect(await wired.peer.receive(count: Self.request.utf8.count) == Array(Self.request.utf8))
            wired.peer.send(Self.response)
            #expect(await wired.service.receive(count: Self.response.utf8.count) == Array(Self.response.utf8))
            #expect(wired.interposer.steps.map(\.description).last == "http graph POST /a #\(number)")
        }
        #expect(wired.interposer.blindSpots.isEmpty)
        await wired.interposer.stop()
    }

    @Test("Before a step: the peer gets what came earlier and then the end, never the step")
    func before() async throws {
        let wired = try await Wired(.http("graph"))
        let standstill = await wired.interposer.watch(for: Trigger(step: 2, phase: .before))
        wired.service.send(Self.request + Self.request)
        for await step in standstill { #expect(step.number == 2) }
        await wired.interposer.dropConnections()
        #expect(await wired.peer.receive(count: 10_000) == Array(Self.request.utf8))
        #expect(await wired.service.receive() == nil, "the connection was to be reset")
    }

    @Test("After a step: the peer got it and answered, the service never hears")
    func after() async throws {
        let wired = try await Wired(.http("graph"), patience: 1)
        let standstill = await wired.interposer.watch(for: Trigger(step: 1, phase: .after))
        wired.service.send(Self.request)
        #expect(await wired.peer.receive(count: Self.request.utf8.count) == Array(Self.request.utf8))
        wired.peer.send(Self.response)
        for await step in standstill { #expect(step.description == "http graph POST /a #1") }
        #expect(await wired.service.receive() == nil, "nothing was to come within a second")
        await wired.interposer.dropConnections()
        #expect(await wired.peer.receive() == [])
    }

    @Test("After an acknowledgement, which nobody answers: it reaches the broker before the end does")
    func afterAcknowledgement() async throws {
        let wired = try await Wired(.amqp)
        let name = StepName(kind: .acknowledge, detail: "run.landed", occurrence: 1)
        let standstill = await wired.interposer.watch(for: Trigger(step: name, phase: .after))
        let opening = Wire.method(20, 10, [0])
        wired.service.send(opening)
        #expect(await wired.peer.receive(count: opening.count) == opening)
        let delivery = Wire.deliver(1, key: "run.landed")
        wired.peer.send(delivery)
        #expect(await wired.service.receive(count: delivery.count) == delivery)
        wired.service.send(Wire.acknowledge(1) + Wire.publish("late", body: [1]))
        for await step in standstill { #expect(step.name == name) }
        await wired.interposer.dropConnections()
        #expect(await wired.peer.receive(count: 10_000) == Wire.acknowledge(1))
    }

    @Test("While the world stands still, the service's other wires stand still too")
    func everythingStandsStill() async throws {
        let interposer = try Interposer(name: "test", patience: .milliseconds(200))
        let graph = try await Wired(.http("graph"), interposer: interposer)
        let tickets = try await Wired(.http("servicenow"), interposer: interposer)
        let standstill = await interposer.watch(for: Trigger(step: 1, phase: .before))
        graph.service.send(Self.request)
        for await _ in standstill {}
        tickets.service.send(Self.request)
        await interposer.dropConnections()
        #expect(await tickets.peer.receive() == [])
        #expect(interposer.steps.count == 1)
    }

    @Test("After the connections were dropped, a restarted service is served again")
    func servesAgain() async throws {
        let interposer = try Interposer(name: "test", patience: .milliseconds(200))
        let listener = try TestPeer()
        let port = try await interposer.interpose(.http("graph"), toPort: listener.port)
        for _ in 1...3 {
            let standstill = await interposer.watch(for: Trigger(step: 1, phase: .before))
            try await TestSocket.connected(to: port).send(Self.request)
            for await _ in standstill {}
            await interposer.dropConnections()
            #expect(await (try listener.accepted()).receive() == [])
        }
    }

    @Test("An end of either side reaches the other")
    func endsAreHandedOn() async throws {
        let interposer = try Interposer(name: "test", patience: .milliseconds(200))
        let listener = try TestPeer()
        let port = try await interposer.interpose(.http("graph"), toPort: listener.port)
        var service: TestSocket? = try await TestSocket.connected(to: port)
        var peer: TestSocket? = try await listener.accepted()
        service = nil
        #expect(await peer?.receive() == [])
        service = try await TestSocket.connected(to: port)
        peer = try await listener.accepted()
        peer = nil
        #expect(await service?.receive() == [])
    }

    @Test("A peer that refuses connections is seen by the service as one that does")
    func refusedConnection() async throws {
        let interposer = try Interposer(name: "test", patience: .milliseconds(200))
        var listener: TestPeer? = try TestPeer()
        let port = try await interposer.interpose(.http("graph"), toPort: try #require(listener).port)
        listener = nil
        #expect(await (try TestSocket.connected(to: port)).receive() == nil)
    }

    @Test("A delay holds both directions back")
    func delays() async throws {
        let wired = try await Wired(.http("graph"))
        await wired.interposer.delay(by: .milliseconds(100))
        let elapsed = await ContinuousClock().measure {
            wired.service.send(Self.request)
            #expect(await wired.peer.receive(count: Self.request.utf8.count) == Array(Self.request.utf8))
            wired.peer.send(Self.response)
            #expect(await wired.service.receive(count: Self.response.utf8.count) == Array(Self.response.utf8))
        }
        #expect(elapsed >= .milliseconds(200))
    }

    @Test("A cut resets what is open and refuses what is new, until it heals")
    func cuts() async throws {
        let interposer = try Interposer(name: "test", patience: .milliseconds(200))
        let listener = try TestPeer()
        let port = try await interposer.interpose(.http("graph"), toPort: listener.port)
        let service = try await TestSocket.connected(to: port)
        let peer = try await listener.accepted()
        await interposer.cut()
        #expect(await service.receive() == nil)
        #expect(await peer.receive() == nil)
        #expect(await (try TestSocket.connected(to: port)).receive() == nil)
        await interposer.heal()
        let healed = try await TestSocket.connected(to: port)
        let accepted = try await listener.accepted()
        healed.send(Self.request)
        #expect(await accepted.receive(count: Self.request.utf8.count) == Array(Self.request.utf8))
    }

    @Test("A repeated request reaches the peer twice, and is answered once")
    func repeats() async throws {
        let wired = try await Wired(.http("graph"))
        await wired.interposer.repeatRequests(containing: "POST /a")
        wired.service.send(Self.request)
        #expect(
            await wired.peer.receive(count: 2 * Self.request.utf8.count) == Array((Self.request + Self.request).utf8))
        wired.peer.send(Self.response + "HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n" + Self.response)
        #expect(
            await wired.service.receive(count: 2 * Self.response.utf8.count)
                == Array((Self.response + Self.response).utf8))
    }

    @Test("A large message passes whole, however slowly it is read")
    func largeMessages() async throws {
        let wired = try await Wired(.http("graph"))
        let body = [UInt8](repeating: 0x61, count: 20 << 20)
        let response = Array("HTTP/1.1 200 OK\r\nContent-Length: \(body.count)\r\n\r\n".utf8) + body
        wired.service.send(Self.request)
        _ = await wired.peer.receive(count: Self.request.utf8.count)
        async let sent: Void = offThread { wired.peer.send(response) }
        #expect(await wired.service.receive(count: response.count) == response)
        await sent
    }
}
