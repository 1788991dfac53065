import HTTP
import HTTPTypes
import Synchronization
import Testing

@Suite("Connections")
struct ConnectionTests {
    @Test("A connection is used again", arguments: ServerKind.allCases)
    func reuse(kind: ServerKind) async throws {
        try await withHummingbird(kind) { server in
            let client = try makeTrustingClient()
            let first = try await client.execute(HTTPClientRequest(url: server.url("/get")))
            let second = try await client.execute(HTTPClientRequest(url: server.url("/get")))
            #expect(!first.reusedConnection)
            #expect(first.timings.connect > .zero)
            #expect(second.reusedConnection)
            #expect(second.timings.connect == .zero)
        }
    }

    @Test("HTTP/2 is spoken where it is offered, and HTTP/1.1 elsewhere", arguments: ServerKind.allCases)
    func version(kind: ServerKind) async throws {
        try await withHummingbird(kind) { server in
            let response = try await makeTrustingClient().execute(HTTPClientRequest(url: server.url("/get")))
            #expect(response.version == (kind == .http2 ? .http2 : .http1_1))
            #expect(response.body == Array("ok".utf8))
        }
    }

    @Test("A request that asks for a fresh connection gets one, and it is kept", arguments: ServerKind.allCases)
    func fresh(kind: ServerKind) async throws {
        try await withHummingbird(kind) { server in
            let client = try makeTrustingClient()
            let plain = HTTPClientRequest(url: server.url("/get"))
            let fresh = HTTPClientRequest(url: server.url("/get"), freshConnection: true)
            _ = try await client.execute(plain)
            #expect(try await client.execute(plain).reusedConnection)
            #expect(try await !client.execute(fresh).reusedConnection)
            #expect(try await client.execute(plain).reusedConnection)
        }
    }

    @Test("Sixty-four requests run at a time", arguments: ServerKind.allCases)
    func sixtyFour(kind: ServerKind) async throws {
        try await withHummingbird(kind) { server in
            let client = try makeTrustingClient()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<64 {
                    group.addTask {
                        // None is answered before all sixty-four are there.
                        let response = try await client.execute(HTTPClientRequest(url: server.url("/gather/64")))
                        #expect(response.body == Array("gathered".utf8))
                    }
                }
                try await group.waitForAll()
            }
            #expect(server.journal.mostAtOnce == 64)
        }
    }

    @Test("The limit of connections to a host holds, and waiting for one is no connect timeout")
    func limit() async throws {
        let gauge = Mutex<(now: Int, most: Int)>((0, 0))
        try await withRawServer { connection in
            while connection.readRequest() != nil {
                gauge.withLock {
                    $0.now += 1
                    $0.most = max($0.most, $0.now)
                }
                Blocking.pause(milliseconds: 150)
                gauge.withLock { $0.now -= 1 }
                connection.respond()
            }
        } body: { server in
            let client = try makeClient {
                $0.maximumConnectionsPerHost = 2
                $0.connectTimeout = .milliseconds(200)
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<10 {
                    group.addTask { _ = try await client.execute(HTTPClientRequest(url: server.url)) }
                }
                try await group.waitForAll()
            }
            #expect(gauge.withLock { $0.most } == 2)
            #expect(server.connectionCount == 2)
        }
    }

    @Test("A request that waits for a connection ends at its own limit, unsent")
    func waitingEnds() async throws {
        try await withRawServer { connection in
            connection.readRequest()
            connection.waitForEnd()
        } body: { server in
            let client = try makeClient { $0.maximumConnectionsPerHost = 1 }
            async let holder = failure(client, HTTPClientRequest(url: server.url, timeout: .seconds(2)))
            try await eventually("the first request arrives") { server.requests.count == 1 }
            let error = try await failure(
                client, HTTPClientRequest(method: .post, url: server.url, timeout: .milliseconds(300)))
            #expect(error.code == .timeout(.request))
            #expect(!error.mayHaveBeenCarriedOut)
            #expect(try await holder.mayHaveBeenCarriedOut)
        }
    }

    @Test(
        "A connection that the server closed while it was idle does no harm",
        arguments: [HTTPRequest.Method.get, .post])
    func closedWhileIdle(method: HTTPRequest.Method) async throws {
        try await withRawServer { connection in
            connection.readRequest()
            connection.respond()
        } body: { server in
            let client = try makeClient()
            for count in 1...3 {
                let response = try await client.execute(HTTPClientRequest(method: method, url: server.url))
                #expect(response.status == .ok)
                #expect(server.connectionCount == count)
                try await eventually("the server closes") { server.openConnectionCount == 0 }
            }
        }
    }

    @Test("A connection older than its idle limit is not used again")
    func aged() async throws {
        try await withHummingbird(.plain) { server in
            let client = try makeClient { $0.connectionIdleLimit = .seconds(1) }
            _ = try await client.execute(HTTPClientRequest(url: server.url("/get")))
            try await Task.sleep(for: .milliseconds(2200))
            #expect(try await !client.execute(HTTPClientRequest(url: server.url("/get"))).reusedConnection)
        }
    }
}
