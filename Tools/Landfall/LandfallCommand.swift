import ArgumentParser

/// What people who run Landfall do by hand.
@main
struct LandfallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "landfall",
        abstract: "Looks into Landfall, and proves what is on record.",
        discussion: "It finds the database by LANDFALL_POSTGRES_URL, as the services do.",
        subcommands: [AuditCommand.self])
}
