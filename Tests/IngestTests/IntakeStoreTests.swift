import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Ingest

@Suite("The record of what was hinted at")
struct IntakeStoreTests {
    private let now = Samples.at

    private func with(_ body: (IntakeStore) async throws -> Void) async throws {
        try await TestDatabase.with("intake", IntakeSchema.migrations) { database in
            try await body(IntakeStore(database: database))
        }
    }

    private func ids(_ count: Int) throws -> [SysID] {
        try (0..<count).map { try #require(SysID("c\($0)")) }
    }

    private func ticket(_ id: SysID) throws -> Ticket {
        Ticket(sysID: id, number: Samples.ritm)
    }

    private func state(_ store: IntakeStore, _ id: SysID) async throws -> String? {
        try await store.database.query("SELECT state FROM intake.requests WHERE sys_id = \(id.description)").first?
            .decode("state")
    }

    private func note(_ store: IntakeStore, _ id: SysID) async throws -> String? {
        try await store.database.query("SELECT note FROM intake.requests WHERE sys_id = \(id.description)").first?
            .decode("note", as: String?.self)
    }

    @Test("keeps one row for an item, with the id that follows from the item, and says whether it is new")
    func hints() async throws {
        try await with { store in
            let first = try await store.hint(Samples.sysID, trace: Samples.trace, at: now)
            let second = try await store.hint(Samples.sysID, trace: Samples.trace, at: now + 60)
            #expect(first.isNew)
            #expect(!second.isNew)
            #expect(first.id == second.id)
            #expect(first.id == IntakeStore.requestID(of: Samples.sysID))
            let due = try await store.takeDue(limit: 10, lease: 30, at: now)
            #expect(due.map(\.sysID) == [Samples.sysID])
            #expect(due.first?.trace == Samples.trace)
            #expect(due.first?.looks == 1)
        }
    }

    @Test("takes many at once, and counts those that are to be looked at because of it")
    func many() async throws {
        let ids = try ids(5)
        try await with { store in
            _ = try await store.hint(ids[0], trace: Samples.trace, at: now)
            try await store.received([ticket(ids[0])], at: now)
            _ = try await store.hint(ids[1], trace: Samples.trace, at: now)
            _ = try await store.hint(ids[2], trace: Samples.trace, at: now)
            try await store.setAside(ids[2], because: "not approved")
            // One is received, one waits already, one was set aside, two are new.
            #expect(try await store.hint(ids, trace: Samples.trace, at: now) == 3)
            #expect(try await store.hint(ids, trace: Samples.trace, at: now) == 0)
            #expect(try await store.hint([], trace: Samples.trace, at: now) == 0)
            #expect(try await state(store, ids[0]) == "received")
            #expect(
                try await Set(store.takeDue(limit: 10, lease: 30, at: now).map(\.sysID)) == Set(ids.dropFirst()))
        }
    }

    @Test("gives a row to one reader, never to two", .timeLimit(.minutes(1)))
    func twoReaders() async throws {
        let ids = try ids(60)
        try await with { store in
            #expect(try await store.hint(ids, trace: Samples.trace, at: now) == 60)
            let taken = try await withThrowingTaskGroup(of: [SysID].self) { group in
                for _ in 1...6 {
                    group.addTask {
                        var own: [SysID] = []
                        while true {
                            let due = try await store.takeDue(limit: 7, lease: 30, at: now)
                            if due.isEmpty { return own }
                            own += due.map(\.sysID)
                        }
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(taken.count == 60)
            #expect(Set(taken) == Set(ids))
        }
    }

    @Test("passes over a row that another reader is just taking, instead of waiting for it or taking it, too")
    func lockedRow() async throws {
        let ids = try ids(2)
        try await with { store in
            _ = try await store.hint(ids[0], trace: Samples.trace, at: now - 1)
            _ = try await store.hint(ids[1], trace: Samples.trace, at: now)
            try await store.database.transaction { transaction in
                try await transaction.query(
                    "SELECT 1 FROM intake.requests WHERE sys_id = \(ids[0].description) FOR UPDATE")
                let due = try await store.takeDue(limit: 10, lease: 30, at: now)
                #expect(due.map(\.sysID) == [ids[1]])
            }
        }
    }

    @Test("gives a row back when its reader's time is over, and counts the looks")
    func lease() async throws {
        try await with { store in
            _ = try await store.hint(Samples.sysID, trace: Samples.trace, at: now)
            #expect(try await store.takeDue(limit: 10, lease: 30, at: now).count == 1)
            #expect(try await store.takeDue(limit: 10, lease: 30, at: now + 29).isEmpty)
            let again = try await store.takeDue(limit: 10, lease: 30, at: now + 30)
            #expect(again.map(\.looks) == [2])
            #expect(try await store.takeDue(limit: 10, lease: 30, at: now + 59).isEmpty)
        }
    }

    @Test("takes the longest due first, and as many as were asked for")
    func order() async throws {
        let ids = try ids(4)
        try await with { store in
            for (id, age) in zip(ids, [10.0, 30, -5, 20]) {
                _ = try await store.hint(id, trace: Samples.trace, at: now - age)
            }
            #expect(try await Set(store.takeDue(limit: 2, lease: 30, at: now).map(\.sysID)) == [ids[1], ids[3]])
            #expect(try await store.takeDue(limit: 10, lease: 30, at: now).map(\.sysID) == [ids[0]])
        }
    }

    @Test("lets what was received rest: no hint, no reader and no second thought brings it back")
    func received() async throws {
        try await with { store in
            _ = try await store.hint(Samples.sysID, trace: Samples.trace, at: now)
            try await store.received([Samples.ticket], at: now)
            #expect(try await !store.hint(Samples.sysID, trace: Samples.trace, at: now + 1).isNew)
            try await store.setAside(Samples.sysID, because: "closed")
            try await store.putOff([Samples.sysID], until: now, because: "gone")
            #expect(try await state(store, Samples.sysID) == "received")
            #expect(try await note(store, Samples.sysID) == nil)
            #expect(try await store.takeDue(limit: 10, lease: 30, at: now + 3_600).isEmpty)
            try await store.received([Samples.ticket], at: now + 60)
            let at: Date = try #require(
                try await store.database.query("SELECT received_at FROM intake.requests").first?.decode("received_at"))
            #expect(at == now)
            try await store.received([], at: now)
        }
    }

    @Test("looks again at what was set aside when somebody points at it again, from the first look on")
    func setAside() async throws {
        try await with { store in
            _ = try await store.hint(Samples.sysID, trace: Samples.trace, at: now)
            for _ in 1...3 { _ = try await store.takeDue(limit: 10, lease: 0, at: now) }
            try await store.setAside(Samples.sysID, because: "not approved (requested)")
            #expect(try await note(store, Samples.sysID) == "not approved (requested)")
            #expect(try await store.takeDue(limit: 10, lease: 30, at: now + 3_600).isEmpty)
            let again = try await store.hint(Samples.sysID, trace: Samples.trace, at: now + 60)
            #expect(!again.isNew)
            #expect(try await store.takeDue(limit: 10, lease: 30, at: now + 59).isEmpty)
            #expect(try await store.takeDue(limit: 10, lease: 30, at: now + 60).map(\.looks) == [1])
        }
    }

    @Test("puts off the next look, with the reason")
    func putOff() async throws {
        try await with { store in
            _ = try await store.hint(Samples.sysID, trace: Samples.trace, at: now)
            try await store.putOff([Samples.sysID], until: now + 8, because: "servicenow.throttled")
            #expect(try await note(store, Samples.sysID) == "servicenow.throttled")
            #expect(try await store.takeDue(limit: 10, lease: 30, at: now + 7).isEmpty)
            #expect(try await store.takeDue(limit: 10, lease: 30, at: now + 8).count == 1)
        }
    }

    @Test("a hint that comes twice doesn't bring forward what was put off, or is another's")
    func impatience() async throws {
        try await with { store in
            _ = try await store.hint(Samples.sysID, trace: Samples.trace, at: now)
            #expect(try await store.takeDue(limit: 10, lease: 30, at: now).count == 1)
            _ = try await store.hint(Samples.sysID, trace: Samples.trace, at: now + 1)
            _ = try await store.hint([Samples.sysID], trace: Samples.trace, at: now + 1)
            #expect(try await store.takeDue(limit: 10, lease: 30, at: now + 2).isEmpty)
        }
    }
}
