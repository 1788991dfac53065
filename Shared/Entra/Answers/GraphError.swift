import Foundation

/// The error in the body of an answer: `{"error": {"code", "message", "innerError": {"request-id", …}}}`.
///
/// Codes are the contract, but the code of several outcomes is one and the same (`Request_BadRequest`), so the message has to be read,
/// too. Messages are reworded at times; so only their stable parts are looked for, whatever their case and their apostrophes.
struct GraphError: Sendable, Hashable {
    /// May be empty.
    let code: String
    let message: String
    let requestID: String?

    /// Fails for a body that isn't an error of Graph's, such as a proxy's page.
    init?(_ body: [UInt8]) {
        guard let reply = try? JSONDecoder().decode(Reply.self, from: Data(body)) else { return nil }
        self.code = reply.error.code ?? ""
        self.message = reply.error.message ?? ""
        self.requestID = reply.error.inner?.requestID
        guard !code.isEmpty || !message.isEmpty else { return nil }
    }

    func says(_ part: String) -> Bool {
        message.lowercased().contains(part)
    }

    /// The id in `Resource '{id}' does not exist or one of its queried reference-property objects are not present.`: the only thing that
    /// tells which object is missing.
    var missingResource: String? {
        guard let start = message.range(of: "Resource '", options: .caseInsensitive)?.upperBound,
            let end = message.range(of: "' does not exist", options: .caseInsensitive, range: start..<message.endIndex)
        else { return nil }
        return message[start..<end.lowerBound].lowercased()
    }

    /// Code and message on one line, cut, for people to read.
    var summary: String {
        let text = [code, message].filter { !$0.isEmpty }.joined(separator: ": ")
        let scalars = text.unicodeScalars.prefix(401).map { scalar in
            scalar.properties.generalCategory == .control ? " " : scalar
        }
        // Cut in scalars: one character can be of any length.
        let line = String(String.UnicodeScalarView(scalars.prefix(400)))
        return scalars.count > 400 ? line + "…" : line
    }

    private struct Reply: Decodable {
        var error: Body

        struct Body: Decodable {
            var code: String?
            var message: String?
            var inner: Inner?

            enum CodingKeys: CodingKey {
                case code
                case message
                case innerError
                /// The key's case varies.
                case innererror
            }

            init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: CodingKeys.self)
                self.code = try container.decodeIfPresent(String.self, forKey: .code)
                self.message = try container.decodeIfPresent(String.self, forKey: .message)
                // What is inside helps to find the call and decides nothing, so it may be of any shape.
                self.inner =
                    (try? container.decode(Inner.self, forKey: .innerError))
                    ?? (try? container.decode(Inner.self, forKey: .innererror))
            }
        }

        struct Inner: Decodable {
            var requestID: String?

            enum CodingKeys: String, CodingKey {
                case requestID = "request-id"
            }
        }
    }
}
