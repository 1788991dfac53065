import ArgumentParser
import Domain
import Fleet

struct PolicySchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Prints the JSON Schema of policy files, for editors.")

    @Flag(help: "That of files of cases instead.")
    var cases = false

    func run() throws {
        print(try cases ? Self.caseSchema.text : Self.policySchema.text, terminator: "")
    }

    static let policySchema = EditorSchema(title: "Landfall policy", shape: Policy.shape)
    static let caseSchema = EditorSchema(title: "Cases of a Landfall policy", shape: CaseFile.shape)
}
