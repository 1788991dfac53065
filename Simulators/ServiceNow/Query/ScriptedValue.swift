import Foundation

/// The value of a `javascript:` expression in a query, as the server works it out for the user who asks.
///
/// Dates come out in UTC; `gs.dateGenerate` takes them in the user's time zone, which is why a client that builds its
/// cursor with it has to know that zone.
struct ScriptedValue: Sendable {
    let now: GlideDateTime
    let zone: TimeZone
    let userID: String

    /// - Returns: the plain value itself if it is no script; nil if the script is none that the instance knows.
    func resolve(_ value: String) -> String? {
        guard value.hasPrefix("javascript:") else { return value }
        var script = value.dropFirst("javascript:".count)
        if script.hasSuffix(";") { script = script.dropLast() }
        guard let open = script.firstIndex(of: "("), script.last == ")" else { return nil }
        let arguments = script[script.index(after: open)...].dropLast()
            .split(separator: ",").map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " '\"")) }
        return call(String(script[..<open]), arguments)
    }

    private func call(_ name: String, _ arguments: [String]) -> String? {
        switch (name, arguments.count) {
        case ("gs.dateGenerate", 2): GlideDateTime("\(arguments[0]) \(arguments[1])", in: zone)?.text
        case ("gs.getUserID", 0): userID
        case ("gs.nowDateTime", 0): now.text(in: zone)
        case ("gs.minutesAgo", 1), ("gs.minutesAgoStart", 1): ago(arguments[0], 60)
        case ("gs.hoursAgo", 1), ("gs.hoursAgoStart", 1): ago(arguments[0], 3600)
        case ("gs.daysAgo", 1): ago(arguments[0], 86_400)
        default: nil
        }
    }

    private func ago(_ count: String, _ unit: Int) -> String? {
        guard let count = Int(count), abs(count) < 100_000 else { return nil }
        return GlideDateTime(seconds: now.seconds - count * unit).text
    }
}
