import Domain
import Fleet
import Synchronization
import TestSupport
import Testing

@testable import Auditor

@Suite("Cards for owners’ channels")
struct CardChannelTests {
    /// Keeps what a channel takes.
    private final class Channel: Sendable {
        private let messages = Mutex<[String]>([])
        private let failure: Failure?

        init(failing failure: Failure? = nil) { self.failure = failure }

        var taken: [String] { messages.withLock(\.self) }

        func post(_ message: [UInt8]) throws {
            if let failure { throw failure }
            messages.withLock { $0.append(String(decoding: message, as: UTF8.self)) }
        }
    }

    private let asked: Event

    init() throws {
        let plan = try ApprovalSamples.plan(channels: ["Finance", "HR"])
        asked = Samples.event(
            .approvalRequested(ApprovalRequested(plan: plan, question: ApprovalSamples.question())))
    }

    @Test(
        "each channel gets its own, once, however often the event comes; the common one gets none",
        .timeLimit(.minutes(1)))
    func own() async throws {
        let (common, finance, hr) = (Channel(), Channel(), Channel())
        try await CardBench.with { bench in
            let auditor = bench.auditor(
                post: { try common.post($0) },
                own: ["Finance": { try finance.post($0) }, "HR": { try hr.post($0) }])
            for _ in 1...3 { try await auditor.handleUntilTaken(asked) }
            #expect(finance.taken.count == 1 && hr.taken.count == 1 && common.taken.isEmpty)
        }
    }

    @Test(
        "one that has no webhook, or whose webhook isn’t accepted, is told in the common one", .timeLimit(.minutes(1)))
    func fallback() async throws {
        let (common, gone) = (Channel(), Channel(failing: Failure(.teamsWebhookRefused, "410")))
        try await CardBench.with { bench in
            let auditor = bench.auditor(post: { try common.post($0) }, own: ["HR": { try gone.post($0) }])
            try await auditor.handleUntilTaken(asked)
            #expect(common.taken.count == 2)
        }
    }

    @Test(
        "one that is down for a while is tried again, and those that were told are not told again",
        .timeLimit(.minutes(1)))
    func transient() async throws {
        let (common, finance, down) = (Channel(), Channel(), Channel(failing: Failure(.teamsUndelivered, "503")))
        try await CardBench.with { bench in
            func auditor(_ hr: Channel) -> NotificationHandler {
                bench.auditor(
                    post: { try common.post($0) },
                    own: ["Finance": { try finance.post($0) }, "HR": { try hr.post($0) }])
            }
            let failure = await #expect(throws: Failure.self) { try await auditor(down).handle(asked) }
            #expect(failure?.reason == .teamsUndelivered)
            let hr = Channel()
            try await auditor(hr).handleUntilTaken(asked)
            #expect(finance.taken.count == 1 && hr.taken.count == 1 && common.taken.isEmpty)
        }
    }
}
