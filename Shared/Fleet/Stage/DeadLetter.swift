import AMQP
import Domain
import Foundation

/// The form in which a message goes into a dead-letter queue: the body byte for byte, and the whole story in the headers.
enum DeadLetter {
    static func make(
        from message: AMQPMessage, stage: Stage, failure: Failure, history: MessageHistory, identity: ServiceIdentity,
        at now: Date
    ) -> AMQPMessage {
        var dead = message.copyForRedelivery()
        history.write(to: &dead.headers)
        dead.headers[MessageHeader.stage] = .string(stage.rawValue)
        dead.headers[MessageHeader.error] = .string(failure.reason.rawValue)
        dead.headers[MessageHeader.detail] = .string(failure.detail)
        dead.headers[MessageHeader.kind] = .string(failure.kind.rawValue)
        dead.headers[MessageHeader.responsible] = .string(failure.reason.responsible.rawValue)
        dead.headers[MessageHeader.deadLettered] = .string(Timestamp.text(of: now))
        dead.headers[MessageHeader.service] = .string(identity.name.rawValue)
        dead.headers[MessageHeader.instance] = .string(identity.instance)
        dead.headers[MessageHeader.version] = .string(LandfallVersion.current)
        return dead
    }
}

extension AMQPMessage {
    /// The same message, without what belongs to the delivery that brought it: the broker's own headers, and an expiration that would
    /// let it vanish from the queue that it is put into.
    func copyForRedelivery() -> AMQPMessage {
        var copy = self
        copy.expiration = nil
        copy.deliveryMode = .persistent
        copy.userID = nil
        for name in headers.names.filter({ $0.hasPrefix("x-") }) { copy.headers[name] = nil }
        return copy
    }
}
