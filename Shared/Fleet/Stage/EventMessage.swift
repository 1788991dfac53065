public import AMQP
public import Domain
import Foundation

/// Turns events into messages: persistent JSON, with what people look for in the headers.
public enum EventMessage {
    public static func make(_ event: Event, version: String) throws(Failure) -> AMQPMessage {
        var message = AMQPMessage(body: try EventCoding.encode(event))
        message.contentType = "application/json"
        message.messageID = event.id.uuidString.lowercased()
        message.type = event.type.rawValue
        message.appID = event.by.service
        message.timestamp = UInt64(max(event.at.timeIntervalSince1970, 0))
        message.headers[MessageHeader.ritm] = .string(event.ritm.description)
        message.headers[MessageHeader.run] = event.run.map { .string($0.description) }
        message.headers[MessageHeader.trace] = .string(event.trace.description)
        message.headers[MessageHeader.service] = .string(event.by.service)
        message.headers[MessageHeader.instance] = .string(event.by.instance)
        message.headers[MessageHeader.version] = .string(version)
        return message
    }
}
