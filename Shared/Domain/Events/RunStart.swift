/// Which time a run is carried out, in the facts that each start states anew.
enum RunStart {
    /// What tells a fact of a later start from that of the first.
    static func identity(_ start: Int?) -> [String] {
        switch start {
        case nil, 1?: []
        case let number?: ["start \(number)"]
        }
    }
}
