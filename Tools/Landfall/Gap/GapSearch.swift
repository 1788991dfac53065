import Domain
import Fleet
import Foundation
import Logging
import ServiceNow

/// A search for gaps, from the settings to the report. It only reads.
struct GapSearch {
    /// What is to be searched.
    struct Request {
        /// As it was written.
        var sinceText: String
        var since: Date
        var stalledBefore: Date
        /// Nil: that of `LANDFALL_POLICY_FILE`.
        var policyPath: String?
        var states: GapScope.States
        var removalItems: [SysID]
        /// Resource units of Graph's quota that may be taken in a second.
        var graphRate: Int
        /// Nil: a search that breaks off begins anew.
        var resumePath: String?
    }

    /// What is about to be called missing, or over and still there, is read again after that time: replicas lag (entra-graph, 2.5).
    static let secondLook = Duration.seconds(20)

    let settings: Settings
    let progress: ProgressLine
    let now: @Sendable () -> Date
    /// Returns after that time. Injected, so that tests don't wait.
    let pause: @Sendable (Duration) async throws -> Void

    /// Searches.
    ///
    /// - Returns: also the resume file, to be finished when the report has reached its reader.
    /// - Throws: ``GapProblem`` and `ConfigurationError`, with one line that says what to do; `CancellationError`.
    func report(_ request: Request) async throws -> (report: GapReport, resume: ResumeFile?) {
        let start = now()
        let tally = CallTally()
        let quiet = Logger(label: "landfall") { _ in SwiftLogNoOpLogHandler() }
        let connectors = try Connectors(settings, now: now, logger: quiet)
        let serviceNow = try connectors.serviceNow(calls: 2)
        let graph = try connectors.graph { tally.note($0) }
        let policy = try policyFile(request)
        if let item = request.removalItems.first(where: { policy.policy[$0] != nil }) {
            throw GapProblem("--removal-item \(item) is an item of the policy, whose tickets grant")
        }
        let binding = GapScope.Binding(
            since: request.sinceText, policy: policy.version, instance: try settings.baseURL("LANDFALL_SERVICENOW_URL"),
            tenant: try settings.required("LANDFALL_TENANT_ID"),
            states: try request.states.completed(by: serviceNow.itemStates),
            removalItems: request.removalItems)
        let resume = try request.resumePath.map { path in
            try ResumeFile(path: path, binding, since: request.since, now: start)
        }
        if let resume, resume.count > 0 {
            progress.say("Going on with the search of \(Day.text(of: resume.startedAt)).")
        }
        let scope = GapScope(binding, since: resume?.since ?? request.since, policy: policy.policy)
        let caller = Caller(tally: tally, pause: pause, onWait: told)
        let directory = DirectoryReader(graph: graph, caller: caller, rate: request.graphRate, now: now)
        try await directory.checkPermissions()
        let gatherer = FactGatherer(
            scope: scope, tickets: TicketReader(client: serviceNow, caller: caller), directory: directory)
        let reader = GapReader(scope: scope, gatherer: gatherer, states: serviceNow.itemStates) { reading, expected in
            let elapsed = Duration.seconds(now().timeIntervalSince(start))
            progress.show(
                GapProgress(
                    done: reading.listed, reused: reading.reused, expected: expected, calls: tally.counts,
                    elapsed: elapsed
                ).text)
        }
        let reading = try await reader.read(resume)
        let findings = try await judge(reading, gatherer, request)
        progress.clear()
        let report = GapReport(
            reading, findings, scope: scope, madeAt: now(), calls: tally.counts,
            took: .seconds(now().timeIntervalSince(start)))
        return (report, resume)
    }

    private func judge(
        _ reading: GapReading, _ gatherer: FactGatherer, _ request: Request
    ) async throws -> [GapFinding] {
        let judge = GapJudge(now: now(), stalledBefore: request.stalledBefore)
        let first = judge.findings(in: reading.tickets)
        let again = Set(first.compactMap(\.question))
        guard !again.isEmpty else { return first }
        progress.show("reading \(Count.text(again.count, "membership")) a second time")
        try await pause(Self.secondLook)
        return judge.findings(in: try await gatherer.readAgain(again, for: reading.tickets))
    }

    private func policyFile(_ request: Request) throws -> PolicyFile {
        guard let path = request.policyPath else {
            let variable = "LANDFALL_POLICY_FILE"
            guard settings.string(variable) != nil else {
                throw GapProblem("the policy is needed, to know what grants what: --policy, or \(variable)")
            }
            return try PolicyFile(path: settings.file(variable), variable: variable)
        }
        return try PolicyFile(path: path, variable: "--policy")
    }

    /// Tells of waits that somebody might wonder about.
    private func told(_ wait: Duration, _ failure: Failure) {
        guard wait >= .seconds(5) else { return }
        progress.say("\(failure.reason.sentence) Going on in \(Length.text(of: wait)).")
    }
}
