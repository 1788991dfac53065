/// What a service needs from outside to do its work. Each one has a breaker: while it is down, the stages that need it stop taking messages.
public enum Dependency: String, Codable, Sendable, CaseIterable {
    case graph
    case serviceNow = "servicenow"
    case teams
    case postgres
    case broker
}
