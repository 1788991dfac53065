/// Why a story could not be told to its end; an outcome other than the expected one is no such failure.
struct DemoFailure: Error, Hashable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
