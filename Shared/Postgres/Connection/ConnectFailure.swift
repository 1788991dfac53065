/// Reads what libpq says about a connection that could not be made. Pure.
struct ConnectFailure: Equatable {
    var message: String
    var sqlState: SQLState?
    /// Whether trying again can't help.
    var isPermanent: Bool

    /// - Parameter text: libpq's message, of verbose kind: `… FATAL:  28P01: password authentication failed …`
    init(_ text: String) {
        let lines = text.split(separator: "\n").map { line in line.drop { $0 == "\t" || $0 == " " } }
            .filter { !$0.hasPrefix("LOCATION:") && !$0.isEmpty }
        sqlState = lines.reversed().lazy.compactMap { Self.state(in: $0) }.first
        message = lines.joined(separator: "; ")
        if let sqlState {
            isPermanent = PostgresError.isPermanent(sqlState)
        } else {
            // libpq's own words, which it has no codes for.
            isPermanent = ["certificate", "does not support SSL", "invalid ", "no password supplied"]
                .contains { text.contains($0) }
        }
    }

    /// The code after the severity: `FATAL:  28P01: …`.
    private static func state(in line: Substring) -> SQLState? {
        guard let mark = line.firstRange(of: ":  ") else { return nil }
        let rest = line[mark.upperBound...]
        let code = rest.prefix(5)
        guard code.count == 5, code.allSatisfy({ $0.isASCII && ($0.isNumber || $0.isUppercase) }),
            rest.dropFirst(5).first == ":"
        else { return nil }
        return SQLState(rawValue: String(code))
    }

    var error: PostgresError {
        let report = sqlState.map { ServerReport(severity: "FATAL", sqlState: $0, message: message) }
        return PostgresError(.connectFailed, message, server: report)
    }
}
