import HTTP
import HTTPTypes
import Testing

@Suite("Cancellation and the end of a client")
struct LifetimeTests {
    @Test("Cancelling ends the transfer at once and frees its connection", arguments: [HTTPRequest.Method.get, .post])
    func cancellation(method: HTTPRequest.Method) async throws {
        try await withRawServer { connection in
            connection.readRequest()
            connection.waitForEnd()
        } body: { server in
            let client = try makeClient()
            let task = Task { try await failure(client, HTTPClientRequest(method: method, url: server.url)) }
            try await eventually("the request arrives") { server.requests.count == 1 }
            let start = ContinuousClock.now
            task.cancel()
            let error = try await task.value
            #expect(ContinuousClock.now - start < .seconds(2))
            #expect(error.code == .cancelled)
            #expect(error.mayHaveBeenCarriedOut)
            #expect(!error.isRetriable)
            try await eventually("the connection is closed") { server.openConnectionCount == 0 }
        }
    }

    @Test("A request of a task that is cancelled already is not sent")
    func cancelledBefore() async throws {
        try await withRawServer { connection in
            while connection.readRequest() != nil { connection.respond() }
        } body: { server in
            let client = try makeClient()
            let url = server.url
            let task = Task {
                await withUnsafeContinuation { continuation in
                    withUnsafeCurrentTask { $0?.cancel() }
                    continuation.resume()
                }
                return try await failure(client, HTTPClientRequest(method: .post, url: url))
            }
            let error = try await task.value
            #expect(error.code == .cancelled)
            #expect(!error.mayHaveBeenCarriedOut)
            #expect(server.requests.isEmpty)
        }
    }

    @Test("Cancelled requests leave room for others")
    func roomAfterCancellation() async throws {
        try await withRawServer { connection in
            while let request = connection.readRequest() {
                if request.contains("/hang") { connection.waitForEnd() } else { connection.respond() }
            }
        } body: { server in
            let client = try makeClient { $0.maximumConnectionsPerHost = 4 }
            let url = server.url
            for round in 1...5 {
                let tasks = (0..<8).map { _ in Task { try await failure(client, HTTPClientRequest(url: url + "hang")) }
                }
                try await eventually("requests arrive") { server.requests.count { $0.contains("/hang") } >= round * 4 }
                for task in tasks { task.cancel() }
                for task in tasks { #expect(try await task.value.code == .cancelled) }
                let response = try await client.execute(HTTPClientRequest(url: url, timeout: .seconds(5)))
                #expect(response.status == .ok)
            }
        }
    }

    @Test("A client that is dropped closes its connections")
    func dropped() async throws {
        try await withRawServer { connection in
            while connection.readRequest() != nil { connection.respond() }
        } body: { server in
            var client: HTTPClient? = try makeClient()
            _ = try await client?.execute(HTTPClientRequest(url: server.url))
            #expect(server.openConnectionCount == 1)
            client = nil
            try await eventually("the connection is closed") { server.openConnectionCount == 0 }
        }
    }

    @Test("Shutting down ends what is under way, refuses what comes, and may be done twice")
    func shutdown() async throws {
        try await withRawServer { connection in
            connection.readRequest()
            connection.waitForEnd()
        } body: { server in
            let client = try makeClient()
            let url = server.url
            let task = Task { try await failure(client, HTTPClientRequest(method: .post, url: url)) }
            try await eventually("the request arrives") { server.requests.count == 1 }
            await client.shutdown()
            await client.shutdown()
            let under = try await task.value
            #expect(under.code == .clientStopped)
            #expect(under.mayHaveBeenCarriedOut)
            let after = try await failure(client, HTTPClientRequest(url: url))
            #expect(after.code == .clientStopped)
            #expect(!after.mayHaveBeenCarriedOut)
        }
    }

    @Test("Shutting down with grace lets what is under way finish, and starts nothing more")
    func grace() async throws {
        try await withRawServer { connection in
            connection.readRequest()
            Blocking.pause(milliseconds: 300)
            connection.respond()
            connection.waitForEnd()
        } body: { server in
            let client = try makeClient()
            let url = server.url
            let task = Task { try await client.execute(HTTPClientRequest(url: url)) }
            try await eventually("the request arrives") { server.requests.count == 1 }
            async let end: Void = client.shutdown(grace: .seconds(10))
            #expect(try await task.value.status == .ok)
            await end
            #expect(try await failure(client, HTTPClientRequest(url: url)).code == .clientStopped)
        }
    }
}
