/// Builds bytes as they stand on the wires.
enum Wire {
    static func number<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }

    static func shortString(_ text: String) -> [UInt8] {
        [UInt8(text.utf8.count)] + Array(text.utf8)
    }

    // MARK: - AMQP

    static func frame(_ kind: UInt8, channel: UInt16, _ payload: [UInt8]) -> [UInt8] {
        [kind] + number(channel) + number(UInt32(payload.count)) + payload + [0xCE]
    }

    static func method(_ classId: UInt16, _ methodId: UInt16, channel: UInt16 = 1, _ arguments: [UInt8] = []) -> [UInt8]
    {
        frame(1, channel: channel, number(classId) + number(methodId) + arguments)
    }

    static let confirmSelect = method(85, 10, [0])

    /// A publish with a body in frames of at most `frameSize` bytes.
    static func publish(_ key: String, body: [UInt8], channel: UInt16 = 1, frameSize: Int = 100) -> [UInt8] {
        let arguments = number(UInt16(0)) + shortString("landfall.events") + shortString(key) + [1]
        var bytes = method(60, 40, channel: channel, arguments)
        bytes += frame(
            2, channel: channel, number(UInt16(60)) + number(UInt16(0)) + number(UInt64(body.count)) + number(UInt16(0))
        )
        var rest = body[...]
        while !rest.isEmpty {
            bytes += frame(3, channel: channel, Array(rest.prefix(frameSize)))
            rest = rest.dropFirst(frameSize)
        }
        return bytes
    }

    static func acknowledge(_ tag: UInt64, multiple: Bool = false, channel: UInt16 = 1) -> [UInt8] {
        method(60, 80, channel: channel, number(tag) + [multiple ? 1 : 0])
    }

    static func deliver(_ tag: UInt64, key: String, channel: UInt16 = 1) -> [UInt8] {
        method(
            60, 60, channel: channel,
            shortString("consumer") + number(tag) + [0] + shortString("landfall.events") + shortString(key))
    }

    // MARK: - PostgreSQL

    static func message(_ letter: Character, _ body: [UInt8] = []) -> [UInt8] {
        [letter.asciiValue ?? 0] + number(UInt32(body.count + 4)) + body
    }

    static func startup(_ code: UInt32 = 196_608, _ body: [UInt8] = []) -> [UInt8] {
        number(UInt32(body.count + 8)) + number(code) + body
    }

    static func text(_ text: String) -> [UInt8] { Array(text.utf8) + [0] }

    static func query(_ sql: String) -> [UInt8] { message("Q", text(sql)) }
    static func parse(_ name: String, _ sql: String) -> [UInt8] { message("P", text(name) + text(sql) + [0, 0]) }
    static func bind(_ name: String, portal: String = "") -> [UInt8] {
        message("B", text(portal) + text(name) + [0, 0, 0, 0, 0, 0])
    }
    static func execute(portal: String = "") -> [UInt8] { message("E", text(portal) + [0, 0, 0, 0]) }
    static let sync = message("S")
    static func ready(_ status: Character) -> [UInt8] { message("Z", [status.asciiValue ?? 0]) }
    static func complete(_ tag: String) -> [UInt8] { message("C", text(tag)) }
}
