import ArgumentParser
import Domain
import Fleet
import Foundation

/// `landfall gap`: looks for access that tickets speak of and Entra doesn't show, or the other way about.
struct GapCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gap", abstract: "Looks for gaps between what tickets say and what is in Entra. Only reads.",
        discussion: """
            Finds tickets that were closed as complete though the access isn't there, tickets that were approved and never moved, and \
            access that outlived its end. It needs ServiceNow, Microsoft Graph and the policy file, and nothing else of Landfall: \
            LANDFALL_SERVICENOW_URL, LANDFALL_SERVICENOW_CLIENT_ID, LANDFALL_SERVICENOW_CLIENT_SECRET_FILE, LANDFALL_TENANT_ID, \
            LANDFALL_CLIENT_ID and LANDFALL_CLIENT_SECRET_FILE or LANDFALL_CLIENT_CERTIFICATE_FILE.

            Exit 0: no gap. 1: a gap was found. 2: it could not look. 3: no gap was found, but not everything could be judged.
            """)

    @Option(help: "Tickets closed or changed since, and all open ones: 90d, 12h, or a day (2026-08-29).")
    var since: String

    @Option(help: "The policy file; else that of LANDFALL_POLICY_FILE.")
    var policy: String?

    @Option(help: "table, csv, json or html.")
    var format = ReportFormat.table

    @Option(help: "Write the report into this file instead of standard output.")
    var output: String?

    @Option(help: "Keep what is read in this file; if the search breaks off, the same command goes on from there.")
    var resume: String?

    @Option(help: "An approved ticket never moved if it has waited for so long: 2d, 12h, or since a day.")
    var stalledAfter = "2d"

    @Option(
        help: "A value of state that means closed complete; may be given several times. Default: as configured, or 3.")
    var closedComplete: [String] = []

    @Option(
        help:
            "A value of state that means that nobody has begun; may be given several times. Default: as configured, or 1."
    )
    var openState: [String] = []

    @Option(
        help: "The sys_id of a catalogue item whose tickets take away what they name; may be given several times.")
    var removalItem: [String] = []

    @Option(help: "Resource units that Graph may be asked for in a second, 1 to 800.")
    var graphUnits = 70

    func validate() throws { _ = try request(now: Date()) }

    func run() async throws {
        let progress = ProgressLine.standardError { Date() }
        let search = GapSearch(
            settings: Settings(), progress: progress, now: { Date() }, pause: { try await Task.sleep(for: $0) })
        let verdict: GapReport.Verdict
        do {
            try checkOutput()
            let (report, resume) = try await search.report(request(now: Date()))
            try write(format.text(of: report))
            try resume?.finish()
            if format != .table || output != nil { progress.say(report.headline) }
            verdict = report.verdict
        } catch let problem as GapProblem {
            progress.say("landfall gap: \(problem)")
            throw ExitCode(2)
        } catch let error as ConfigurationError {
            progress.say("landfall gap: \(error)")
            throw ExitCode(2)
        }
        if verdict != .noGap { throw ExitCode(verdict.rawValue) }
    }

    /// - Throws: `ValidationError`
    func request(now: Date) throws -> GapSearch.Request {
        let states = GapScope.States(closedComplete: Set(closedComplete), open: Set(openState))
        guard states.closedComplete.isDisjoint(with: states.open) else {
            throw ValidationError("--closed-complete and --open-state name the same state")
        }
        guard (1...800).contains(graphUnits) else { throw ValidationError("--graph-units must be from 1 to 800") }
        let removals = try removalItem.map { text in
            guard let id = SysID(text) else { throw ValidationError("--removal-item: “\(text)” is no sys_id") }
            return id
        }
        return GapSearch.Request(
            sinceText: since, since: try Self.time("--since", since, now),
            stalledBefore: try Self.time("--stalled-after", stalledAfter, now), policyPath: policy,
            states: states,
            removalItems: Set(removals).sorted(), graphRate: graphUnits, resumePath: resume)
    }

    private static func time(_ option: String, _ text: String, _ now: Date) throws -> Date {
        guard let date = Since(text: text, now: now)?.date, date <= now else {
            throw ValidationError(
                "\(option): “\(text)” is no length of time such as 90d or 12h, and no day in the past")
        }
        return date
    }

    /// Before a long search, rather than after it.
    private func checkOutput() throws {
        guard let output else { return }
        let folder = URL(filePath: output).deletingLastPathComponent().path(percentEncoded: false)
        guard FileManager.default.isWritableFile(atPath: folder) else {
            throw GapProblem("the file \(output) of --output can't be written: its folder can't")
        }
    }

    private func write(_ text: String) throws {
        do {
            if let output {
                try Data(text.utf8).write(to: URL(filePath: output), options: .atomic)
            } else {
                try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
            }
        } catch {
            throw GapProblem("the report can't be written: \(error.localizedDescription)")
        }
    }
}
