import Domain
import Foundation
import TestSupport
import Testing

@testable import Landfall

@Suite("The resume file")
struct ResumeFileTests {
    private let file: TemporaryFile

    init() throws { file = try TemporaryFile("") }

    private func open(
        _ binding: GapScope.Binding = GapSamples.binding, now: Date = GapSamples.now
    ) throws -> ResumeFile {
        try ResumeFile(path: file.path, binding, since: now - 90 * 86_400, now: now)
    }

    private func problem(_ body: () throws -> Void) throws -> String {
        let problem = #expect(throws: GapProblem.self) { try body() }
        return try #require(problem).description
    }

    private func text() throws -> String { try String(contentsOfFile: file.path, encoding: .utf8) }

    @Test("What was read is there again, from the same point in time on, for tickets that didn't change")
    func again() throws {
        var ticket = GapSamples.ticket(1)
        ticket.doubts = [Doubt(code: .groupMissing, detail: "Gone.", entitlement: "READERS")]
        try open().append([ticket, GapSamples.ticket(2)])
        let later = try open(now: GapSamples.now + 3600)
        #expect(later.count == 2)
        #expect(later.since == GapSamples.daysAgo(90))
        #expect(later.startedAt == GapSamples.now)
        #expect(later.ticket(ticket.id, ifUnchangedSince: 3) == ticket)
        #expect(later.ticket(ticket.id, ifUnchangedSince: 4) == nil)
        #expect(later.ticket(ticket.id, ifUnchangedSince: nil) == nil)
    }

    @Test("A line that a crash has cut is left out, and the next one begins where it began")
    func cut() throws {
        try open().append([GapSamples.ticket(1)])
        let whole = try text()
        try open().append([GapSamples.ticket(2)])
        let full = try text()
        for length in [whole.utf8.count + 1, full.utf8.count - 1] {
            try file.write(String(full.prefix(length)))
            #expect(try open().count == 1)
            try open().append([GapSamples.ticket(3)])
            #expect(try text().hasPrefix(whole))
            #expect(try open().count == 2)
        }
        let first = try #require(whole.split(separator: "\n").first)
        try file.write(String(first.dropLast(3)))
        #expect(try open().count == 0)
    }

    @Test("After the end, and after a day, it begins anew")
    func begins() throws {
        do {
            let done = try open()
            try done.append([GapSamples.ticket(1)])
            try done.finish()
        }
        #expect(try open().count == 0)
        try open().append([GapSamples.ticket(1)])
        #expect(try open(now: GapSamples.now + 86_399).count == 1)
        #expect(try open(now: GapSamples.now + 86_400).count == 0)
    }

    @Test("It is of one search: what differs is named")
    func other() throws {
        _ = try open()
        var binding = GapSamples.binding
        binding.since = "30d"
        binding.policy = "cd"
        let text = try problem { _ = try open(binding) }
        #expect(text.contains("belongs to a search for something else: --since 90d, another policy file."))
    }

    @Test("Another file is not taken for one, and stays as it is", arguments: ["version: 1\n", "a secret", "{}\n"])
    func foreign(content: String) throws {
        try file.write(content)
        #expect(try problem { _ = try open() }.contains("isn't the file of a search"))
        #expect(try text() == content)
    }

    @Test("A damaged line is told by its number")
    func damaged() throws {
        try open().append([GapSamples.ticket(1), GapSamples.ticket(2)])
        var lines = try text().split(separator: "\n", omittingEmptySubsequences: false)
        lines[1] = "{\"ticket\":"
        try file.write(lines.joined(separator: "\n"))
        #expect(try problem { _ = try open() }.contains("line 2 is damaged"))
    }

    @Test("Two searches can't have it at a time")
    func locked() throws {
        let first = try open()
        #expect(try problem { _ = try open() }.contains("in use by another search"))
        withExtendedLifetime(first) {}
    }

    @Test("Only its owner may read it")
    func permissions() throws {
        let path = file.path + "-new"
        defer { try? FileManager.default.removeItem(atPath: path) }
        _ = try ResumeFile(path: path, GapSamples.binding, since: GapSamples.now, now: GapSamples.now)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }
}
