import ArgumentParser

/// Measures the executors' work by itself: real executors, the simulator of Graph, a broker and a database. `scripts/benchmark quota`,
/// `gathering` and `ledger` run it.
///
/// The approved requests are put into the executors' queue as the Approver would; nobody else is at work. What happened is told by the
/// simulator's journal and its log of requests.
@main
struct ExecutorBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ExecutorBenchmark", abstract: "Measures what executors do with Graph's quota, and how.",
        subcommands: [Quota.self, Gathering.self, LedgerSize.self])

    struct Quota: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "How much of the quota is used, by how many executors.")
        @OptionGroup var folders: Folders

        func run() async throws {
            let isMet = try await Setting.with(folders, tenant: QuotaBenchmark.tenant(root: folders.root)) {
                try await QuotaBenchmark(setting: $0).run()
            }
            guard isMet else { throw ExitCode.failure }
        }
    }

    struct Gathering: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "How many calls it takes to add many people to one group, gathered and one by one.")
        @OptionGroup var folders: Folders

        func run() async throws {
            let isMet = try await Setting.with(folders, tenant: GatheringBenchmark.tenant(root: folders.root)) {
                try await GatheringBenchmark(setting: $0).run()
            }
            guard isMet else { throw ExitCode.failure }
        }
    }

    struct LedgerSize: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ledger", abstract: "What a full ledger and a long backlog cost an executor.")
        @OptionGroup var folders: Folders

        func run() async throws {
            let isMet = try await Setting.with(folders, tenant: LedgerBenchmark.tenant(root: folders.root)) {
                try await LedgerBenchmark(setting: $0).run()
            }
            guard isMet else { throw ExitCode.failure }
        }
    }
}
