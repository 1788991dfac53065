/// The few words of AMQP 0-9-1 that a test speaks with a real broker.
struct TestBrokerClient: Sendable {
    let socket: TestSocket

    /// Opens a connection and channel 1, which confirms.
    init(port: UInt16, as server: TestServer) async throws {
        socket = try await TestSocket.connected(to: port)
        socket.send(Array("AMQP".utf8) + [0, 0, 9, 1])
        try await expect(10, 10)
        let credentials = [0] + Array(server.user.utf8) + [0] + Array(server.password.utf8)
        let noTable = Wire.number(UInt32(0))
        socket.send(
            Wire.method(
                10, 11, channel: 0,
                noTable + Wire.shortString("PLAIN") + Wire.number(UInt32(credentials.count)) + credentials
                    + Wire.shortString("en_US")))
        try await expect(10, 30)
        let limits = Wire.number(UInt16(10)) + Wire.number(UInt32(131_072)) + Wire.number(UInt16(0))
        socket.send(Wire.method(10, 31, channel: 0, limits))
        socket.send(Wire.method(10, 40, channel: 0, Wire.shortString("/") + [0, 0]))
        try await expect(10, 41)
        socket.send(Wire.method(20, 10, [0]))
        try await expect(20, 11)
        socket.send(Wire.confirmSelect)
        try await expect(85, 11)
    }

    /// Declares a queue that ends with the broker, and binds nothing: messages reach it by its name.
    func declare(_ queue: String) async throws {
        socket.send(
            Wire.method(50, 10, Wire.number(UInt16(0)) + Wire.shortString(queue) + [0] + Wire.number(UInt32(0))))
        try await expect(50, 11)
    }

    func publish(to queue: String, body: [UInt8]) {
        let arguments = Wire.number(UInt16(0)) + Wire.shortString("") + Wire.shortString(queue) + [0]
        let header =
            Wire.number(UInt16(60)) + Wire.number(UInt16(0)) + Wire.number(UInt64(body.count)) + Wire.number(UInt16(0))
        socket.send(
            Wire.method(60, 40, arguments) + Wire.frame(2, channel: 1, header) + Wire.frame(3, channel: 1, body))
    }

    /// Waits for the broker's confirm.
    func expectConfirm() async throws { try await expect(60, 80) }

    /// Takes a message without settling it.
    func get(_ queue: String) async throws {
        socket.send(Wire.method(60, 70, Wire.number(UInt16(0)) + Wire.shortString(queue) + [0]))
        try await expect(60, 71)
    }

    /// How many messages are ready in the queue.
    func depth(of queue: String) async throws -> UInt32 {
        socket.send(
            Wire.method(50, 10, Wire.number(UInt16(0)) + Wire.shortString(queue) + [1] + Wire.number(UInt32(0))))
        let answer = try await expect(50, 11)
        return answer.suffix(8).prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    func delete(_ queue: String) async throws {
        socket.send(Wire.method(50, 40, Wire.number(UInt16(0)) + Wire.shortString(queue) + [0]))
        try await expect(50, 41)
    }

    /// Reads until a method comes.
    /// - Returns: its arguments.
    @discardableResult
    private func expect(_ classId: UInt16, _ methodId: UInt16) async throws -> [UInt8] {
        let wanted = Wire.number(classId) + Wire.number(methodId)
        while true {
            let head = await socket.receive(exactly: 7)
            guard head.count == 7 else {
                throw TestSocket.Failure(description: "the broker said nothing more before \(classId).\(methodId)")
            }
            let size = head[3...].reduce(0) { $0 << 8 | Int($1) }
            let payload = await socket.receive(exactly: size + 1).dropLast()
            if head[0] == 1, payload.starts(with: wanted) { return Array(payload.dropFirst(4)) }
        }
    }
}
