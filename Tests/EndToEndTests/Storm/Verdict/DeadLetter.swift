/// A message that a stage has given up on.
struct DeadLetter: Sendable, CustomStringConvertible {
    let queue: String
    let reason: String?
    let detail: String
    let attempts: Int
    let ritm: String?
    let text: String

    var description: String {
        "\(queue): \(reason ?? "without a reason"), \(attempts) attempts, \(ritm ?? "no RITM"): \(detail)"
    }

    /// The request that stands still because of it: none where only nobody was told in Teams.
    var stopped: String? { queue == "landfall.notify.dead" ? nil : ritm }

    /// Whether faults that pass can have used up the message's attempts, or a change was never seen. What is refused for good, or can't
    /// be read, is none of the storm's doing.
    var isExplained: Bool {
        switch reason {
        case nil: false
        case "graph.unverified", "service.crashed_on_it": true
        case let reason?:
            attempts >= 12
                && ["graph.", "servicenow.", "teams.", "service."].contains { reason.hasPrefix($0) }
                && !["graph.forbidden", "graph.refused", "teams.card_refused", "service.defect"].contains(reason)
        }
    }

    static func all(in broker: Broker) async throws -> [DeadLetter] {
        var letters: [DeadLetter] = []
        for queue in Service.allCases.flatMap(\.queues) {
            for message in try await broker.peek(queue + ".dead") {
                letters.append(
                    DeadLetter(
                        queue: queue + ".dead", reason: message.header("landfall-error").string,
                        detail: message.header("landfall-detail").string ?? "",
                        attempts: message.header("landfall-attempt").integer
                            ?? message.header("landfall-attempt").string.flatMap { Int($0) } ?? 0,
                        ritm: message.header("landfall-ritm").string,
                        text: "\(message.properties) \(String(decoding: message.payload, as: UTF8.self))"))
            }
        }
        return letters
    }
}
