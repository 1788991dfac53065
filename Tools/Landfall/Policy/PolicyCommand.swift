import ArgumentParser

struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Policies: checked, tried on cases, compared, and put in force.",
        discussion: """
            What needs the database finds it by LANDFALL_POSTGRES_URL, and becomes the role LANDFALL_POSTGRES_POLICY_ROLE, or else \
            LANDFALL_POSTGRES_ROLE: the Validator's, which alone may write there.
            """,
        subcommands: [
            PolicyCheckCommand.self, PolicyTestCommand.self, PolicyDiffCommand.self, PolicyApplyCommand.self,
            PolicyVersionsCommand.self, PolicyExplainCommand.self, PolicyReplayCommand.self, PolicySchemaCommand.self,
        ])
}

/// How a command writes what it found.
enum PolicyFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
}
