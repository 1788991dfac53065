import ArgumentParser
import Domain
import Fleet
import Foundation

/// A point in time, as people write it.
struct Since: ExpressibleByArgument {
    let date: Date

    init(_ date: Date) { self.date = date }

    init?(argument: String) { self.init(text: argument, now: Date()) }

    /// - Parameter now: what lengths of time are counted back from.
    init?(text: String, now: Date) {
        if let date = Timestamp.date(of: text) ?? Timestamp.date(of: text + "T00:00:00Z") {
            self.init(date)
        } else if text.hasSuffix("d"), let days = Int(text.dropLast()), (0...100_000).contains(days) {
            self.init(now - Double(days) * 86_400)
        } else if let length = DurationText.parse(text) {
            self.init(now - length / .seconds(1))
        } else {
            return nil
        }
    }
}
