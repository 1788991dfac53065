import Foundation
import Interposer
import Testing

@Suite("An interposer before a real database", .timeLimit(.minutes(1)))
struct RealDatabaseTests {
    @Test(
        "A COMMIT that is withheld makes nothing durable; one whose answer is withheld does",
        arguments: Trigger.Phase.allCases)
    func commit(phase: Trigger.Phase) async throws {
        let server = try TestServer.postgres()
        let table = "interposer_" + UUID().uuidString.filter(\.isLetter).lowercased()
        _ = try await Psql.run("create table \(table) (value int)", on: server)
        let interposer = try Interposer(name: "test")
        let port = try await interposer.interpose(.postgres, toPort: server.port)
        let standstill = await interposer.watch(
            for: Trigger(step: StepName(kind: .commit, detail: "insert \(table)", occurrence: 1), phase: phase))

        let client = try Psql.start("begin;\ninsert into \(table) values (1);\ncommit;\n", on: server, port: port)
        for await step in standstill { #expect(step.number == 3, "after the beginning and the insert") }
        await client.kill()
        await interposer.dropConnections()

        let count = try await Psql.run("select count(*) from \(table)", on: server)
        #expect(count == (phase == .before ? "0" : "1"))
        #expect(interposer.blindSpots.isEmpty)
        _ = try await Psql.run("drop table \(table)", on: server)
        await interposer.stop()
    }
}
