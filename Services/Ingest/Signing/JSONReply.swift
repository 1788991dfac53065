import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Reads bodies that have to be JSON, and answers in JSON.
enum JSONReply {
    /// Why a body can't be taken, as the answer to whoever sent it.
    struct Problem: Error {
        let response: Response
    }

    /// - Parameter limit: larger bodies are refused, in bytes.
    static func body(of request: Request, upTo limit: Int) async throws(Problem) -> [UInt8] {
        let body: [UInt8]
        do {
            body = Array(buffer: try await request.body.collect(upTo: limit))
        } catch is NIOTooManyBytesError {
            throw Problem(response: problem(.contentTooLarge, "The body is larger than \(limit / 1024) KiB."))
        } catch {
            // The connection broke off, or what came is no body of HTTP.
            throw Problem(response: problem(.badRequest, "The body did not come to its end."))
        }
        guard isJSON(request.headers[.contentType]) else {
            throw Problem(response: problem(.unsupportedMediaType, "The body must be application/json."))
        }
        return body
    }

    static func problem(_ status: HTTPResponse.Status, _ sentence: String) -> Response {
        json(status, ["error": sentence])
    }

    /// What couldn't be stored may be sent again.
    static func notStored() -> Response {
        var response = problem(.serviceUnavailable, "It could not be stored. Send it again.")
        response.headers[.retryAfter] = "5"
        return response
    }

    static func json(_ status: HTTPResponse.Status, _ fields: [String: String]) -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // A dictionary of texts always encodes.
        let body = (try? encoder.encode(fields)) ?? Data("{}".utf8)
        return Response(
            status: status, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: body + Data("\n".utf8))))
    }

    private static func isJSON(_ type: String?) -> Bool {
        type?.split(separator: ";").first?.trimmingCharacters(in: .whitespaces).lowercased() == "application/json"
    }
}
