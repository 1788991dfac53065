/// The harness could not do its part: a server is missing, a process did not start, a bound passed.
struct HarnessError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
