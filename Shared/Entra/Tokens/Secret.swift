/// A text that must not leave its place: it can't be printed, interpolated, dumped or coded, only asked for.
struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let text: String

    init(_ text: String) {
        self.text = text
    }

    /// The text itself, for the one place that sends it.
    func reveal() -> String { text }

    var description: String { "<secret>" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }
}
