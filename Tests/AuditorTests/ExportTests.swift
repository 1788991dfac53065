import Domain
import Fleet
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Audit
@testable import Auditor

@Suite("The audit trail as it is exported")
struct ExportTests {
    private let key = Samples.key(Samples.group)
    private let run: RunID

    init() throws {
        run = try Samples.plan().run
    }

    private func export(_ events: [(Event, Date)], _ format: ExportFormat, since: Date? = nil) async throws -> [String]
    {
        try await TestDatabase.with("audit", AuditSchema.migrations) { database in
            let trail = AuditTrail(database: GroupCommit(database: database))
            for (event, date) in events {
                try await trail.record(event, body: try EventCoding.encode(event), at: date)
            }
            var text = ""
            let count = try await AuditReader(database: database).export(format, since: since) {
                text += String(decoding: $0, as: UTF8.self)
            }
            #expect(count == text.split(whereSeparator: \.isNewline).count - (format == .csv ? 1 : 0))
            return text.split(whereSeparator: \.isNewline).map(String.init)
        }
    }

    private var applied: Event {
        Samples.event(
            .operationApplied(
                OperationApplied(
                    run: run, key: key, attempt: 1, evidence: .accepted,
                    correlation: CorrelationIDs(
                        clientRequestID: "c-1", requestID: "r-1", requestDigest: "d-1", responseDigest: "e-1"))))
    }

    private var refused: Event {
        Samples.event(
            .operationRefused(
                OperationRefused(run: run, key: key, failure: Failure(.graphForbidden, "=1+1, \"no\""))))
    }

    @Test("as JSON lines holds each event as it was stated")
    func jsonLines() async throws {
        let lines = try await export([(applied, Samples.at), (refused, Samples.at)], .jsonl)
        for (line, event) in zip(lines, [applied, refused]) {
            let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            let body = try JSONSerialization.data(withJSONObject: #require(object["event"]))
            #expect(try EventCoding.decode(Array(body)) == event)
            #expect((object["hash"] as? String)?.count == 64)
        }
        #expect(lines.count == 2)
    }

    @Test("as CSV can be opened as a table, and no cell is taken for a formula")
    func csv() async throws {
        let lines = try await export([(applied, Samples.at), (refused, Samples.at)], .csv)
        #expect(lines[0].hasPrefix("number,recorded_at,at,type,ritm,run,"))
        #expect(lines[1].contains(",operation.applied,\(Samples.ritm),") && lines[1].contains(",c-1,r-1,d-1,e-1,"))
        #expect(lines[2].contains(#",graph.forbidden,"'=1+1, ""no""","#))
    }

    @Test("for a SIEM says who was added to what, and who was not")
    func ocsf() async throws {
        let lines = try await export([(applied, Samples.at), (refused, Samples.at)], .ocsf)
        let events = try lines.map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
        #expect(events.map { $0["class_uid"] as? Int } == [3006, 3006])
        #expect(events.map { $0["type_uid"] as? Int } == [300_603, 300_603])
        #expect(events.map { $0["status_id"] as? Int } == [1, 2])
        #expect((events[0]["user"] as? [String: String])?["uid"] == Samples.user.description)
        #expect((events[0]["group"] as? [String: String])?["uid"] == Samples.group.description)
        #expect(events[1]["status_code"] as? String == "graph.forbidden")
        for (line, event) in zip(events, [applied, refused]) {
            let unmapped = try #require(line["unmapped"] as? [String: Any])
            let body = try JSONSerialization.data(withJSONObject: #require(unmapped["event"]))
            #expect(try EventCoding.decode(Array(body)) == event)
        }
    }

    @Test("begins where it is asked to")
    func since() async throws {
        let events = [(applied, Samples.at), (refused, Samples.at + 60)]
        #expect(try await export(events, .jsonl, since: Samples.at + 1).count == 1)
        #expect(try await export(events, .jsonl, since: Samples.at + 61).isEmpty)
    }
}
