import OrderedCollections
import SimulatorKit

/// What a Teams simulator starts with: `workflows` (each an `id` and its `sig`; one that isn't named takes any), and
/// `throttle` (`workflows`, `connectors`, or `none`).
struct TeamsSeed: Sendable {
    private(set) var signatures: [String: String] = [:]
    private(set) var windows = PostingRate.workflows

    init() {}

    init(_ json: JSONValue) throws {
        guard let members = json.object else { throw MalformedInput("The seed must be an object.") }
        if let unknown = members.keys.first(where: { $0 != "workflows" && $0 != "throttle" }) {
            throw MalformedInput("The seed has \"\(unknown)\", which means nothing there.")
        }
        if let workflows = members["workflows"] {
            guard let list = workflows.array else { throw MalformedInput("\"workflows\" must be a list.") }
            for workflow in list {
                guard let id = workflow["id"]?.string, let signature = workflow["sig"]?.string else {
                    throw MalformedInput("Each of \"workflows\" needs \"id\" and \"sig\".")
                }
                signatures[id] = signature
            }
        }
        switch members["throttle"]?.string ?? "workflows" {
        case "workflows": windows = PostingRate.workflows
        case "connectors": windows = PostingRate.connectors
        case "none": windows = []
        default: throw MalformedInput("\"throttle\" must be \"workflows\", \"connectors\" or \"none\".")
        }
    }
}
