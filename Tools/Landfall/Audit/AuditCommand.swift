import ArgumentParser

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "The audit trail: everything that was stated, in its order.",
        subcommands: [AuditVerifyCommand.self, AuditExportCommand.self, AuditShowCommand.self])
}
