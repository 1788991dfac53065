import ArgumentParser

/// What people who run Landfall do by hand.
@main
struct LandfallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "landfall",
        abstract: "Proves what is on record, and looks for gaps between tickets and access.",
        subcommands: [AuditCommand.self, GapCommand.self])
}
