import ArgumentParser

/// What people who run Landfall do by hand.
@main
struct LandfallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "landfall",
        abstract: "Proves what is on record, looks for gaps between tickets and access, and puts policies in force.",
        subcommands: [AuditCommand.self, GapCommand.self, PolicyCommand.self])
}
