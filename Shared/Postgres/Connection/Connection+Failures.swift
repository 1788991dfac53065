extension Connection {
    /// What an error result means to the caller.
    func error(from result: ResultHandle, of exchange: Exchange) -> PostgresError {
        guard let report = result.serverReport else {
            // libpq's own words: nothing came from the server.
            return PostgresError(
                .connectionLost, Self.oneLine(result.errorMessage), outcomeUnknown: exchange.request.mayLastUnanswered)
        }
        if report.isFatal {
            return PostgresError(
                .connectionLost, report.safeMessage, server: report,
                outcomeUnknown: exchange.request.mayLastUnanswered)
        }
        guard report.sqlState == .queryCanceled else {
            return PostgresError(.server, report.safeMessage, server: report)
        }
        if case .cancelling = life.state {
            return PostgresError(
                .cancelled, "the task was cancelled, and the server ended the statement", server: report)
        }
        let ranLong = options.statementTimeout > .zero && exchange.startedAt + options.statementTimeout <= .now
        return PostgresError(
            ranLong || report.message.contains("timeout") ? .timeout : .server, report.safeMessage, server: report)
    }

    /// The connection broke.
    func lose(_ message: String) -> [Event] {
        let known = current?.failure
        if let known, known.code == .connectionLost { return close(known, permanent: false) }
        let text = Self.oneLine(message)
        return close(
            PostgresError(.connectionLost, text.isEmpty ? "the connection broke" : text, server: known?.server),
            permanent: false)
    }

    /// Ends the connection, and fails what is under way on it.
    func close(_ error: PostgresError, permanent: Bool) -> [Event] {
        let wasSettingUp = life.state == .settingUp
        let answered = life.state == .cancelling(answered: true, delivered: false)
        guard life.close() else { return [] }
        // PQfinish, which says good-bye without waiting.
        handle = nil
        deadline = nil
        defer { current = nil }
        guard let exchange = current, !wasSettingUp else { return [.lost(error, permanent: permanent)] }
        let outcome: Request.Outcome
        if answered, exchange.failure == nil {
            outcome = .success(exchange.results.map(PostgresResult.init))
        } else if answered, let failure = exchange.failure {
            outcome = .failure(failure)
        } else {
            outcome = .failure(error.with(outcomeUnknown: exchange.request.mayLastUnanswered))
        }
        return [.finished(exchange.request, outcome), .lost(error, permanent: permanent)]
    }

    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).map { line in line.drop { $0 == " " || $0 == "\t" } }
            .joined(separator: "; ")
    }
}
