import ArgumentParser

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "The audit trail: everything that was stated, in its order.",
        discussion: "It finds the database by LANDFALL_POSTGRES_URL, as the services do.",
        subcommands: [AuditVerifyCommand.self, AuditExportCommand.self, AuditShowCommand.self])
}
