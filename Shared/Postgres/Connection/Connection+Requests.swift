internal import CPostgreSQL

extension Connection {
    /// Sends a request. The connection must be idle.
    ///
    /// - Parameter begins: whether the request's transaction is still to be opened; that travels along.
    func start(_ request: Request, begins: Bool, now: ContinuousClock.Instant) -> [Event] {
        guard life.started() else {
            return [.finished(request, .failure(PostgresError(.connectionLost, "the connection is not ready")))]
        }
        if request.isTimeLimited, options.statementTimeout > .zero {
            deadline = now + options.statementTimeout + options.responseGrace
        } else {
            deadline = nil
        }
        return send(request, begins: begins, now: now)
    }

    func send(_ request: Request, begins: Bool, now: ContinuousClock.Instant) -> [Event] {
        guard let handle else { return [] }
        if case .script(let sql) = request.work {
            current = Exchange(request: request, reply: PipelineReply(steps: []), isScript: true, startedAt: now)
            let text = begins ? "\(request.begin ?? ""); \(sql)" : sql
            guard handle.leavePipelineMode(), handle.sendScript(text) else { return lose(handle.errorMessage) }
            return flush()
        }
        var steps: [PipelineReply.Step] = []
        let isSent = write(request, begins: begins, to: handle, steps: &steps)
        current = Exchange(request: request, reply: PipelineReply(steps: steps), startedAt: now)
        guard isSent, handle.sendSynchronise() else { return lose(handle.errorMessage) }
        return flush()
    }

    /// Puts everything up to the synchronisation point into libpq's buffer.
    private func write(
        _ request: Request, begins: Bool, to handle: ConnectionHandle, steps: inout [PipelineReply.Step]
    ) -> Bool {
        // Not inside a transaction: if that has failed, this would fail too.
        if !handle.isInTransaction {
            let superfluous = dropsStatements ? ["ALL"] : cache.evict()
            for name in superfluous {
                steps.append(.deallocate)
                guard handle.sendPlain("DEALLOCATE \(name)") else { return false }
            }
            dropsStatements = false
        }
        if begins, let begin = request.begin {
            steps.append(.begin)
            guard handle.sendPlain(begin) else { return false }
        }
        switch request.work {
        case .statements(let statements): return write(statements, to: handle, steps: &steps)
        case .commit:
            steps.append(.commit)
            return handle.sendPlain("COMMIT")
        case .rollback:
            steps.append(.rollback)
            return handle.sendPlain("ROLLBACK")
        case .script: return false
        }
    }

    private func write(
        _ statements: [PostgresStatement], to handle: ConnectionHandle, steps: inout [PipelineReply.Step]
    ) -> Bool {
        // The cache learns a statement when the server has confirmed it; until then it is known here.
        var fresh: [StatementCache.Key: String] = [:]
        for (index, statement) in statements.enumerated() {
            if !statement.isCached {
                steps.append(.execute(index))
                guard handle.sendPlain(statement.sql) else { return false }
                continue
            }
            let key = StatementCache.Key(sql: statement.sql, types: statement.parameters.types)
            let name: String
            if let known = cache.name(of: key) ?? fresh[key] {
                name = known
            } else {
                name = cache.newName()
                fresh[key] = name
                steps.append(.prepare(key, name: name))
                guard handle.sendPrepare(name: name, sql: key.sql, types: key.types) else { return false }
            }
            steps.append(.execute(index))
            guard handle.sendExecute(name: name, statement.parameters) else { return false }
        }
        return true
    }

    // MARK: Answers

    /// Reads the answers that have arrived completely.
    func readAnswers(_ handle: ConnectionHandle, isAlive: Bool) -> [Event] {
        var isPutOff = false
        while current != nil, !isWaitingForCancel, !handle.isBusy {
            let result = handle.nextResult()
            // Once for all that has arrived together.
            if !isPutOff, deadline != nil, life.state == .running {
                deadline = .now + options.statementTimeout + options.responseGrace
                isPutOff = true
            }
            if current?.isScript == true {
                guard let result else { return scriptEnded(handle) }
                take(script: result)
            } else {
                switch take(result) {
                case .finished: return answered()
                case .outOfStep: return lose("the server's answers don't fit what was asked")
                case .none, .prepared, .keepResult, .checkCommit, .keepError: break
                }
            }
            // A broken connection repeats its error without end.
            if !isAlive || handle.isBroken, result?.status == PGRES_FATAL_ERROR { return lose(handle.errorMessage) }
        }
        return []
    }

    /// Whether the request is answered, and only the cancellation still on its way.
    private var isWaitingForCancel: Bool { life.state == .cancelling(answered: true, delivered: false) }

    private func take(_ result: ResultHandle?) -> PipelineReply.Action {
        // Changed where it stands: taking it out and putting it back would cost more than all the rest of this.
        let statement = current?.reply.statement
        let action = current?.reply.received(Self.answer(result)) ?? PipelineReply.Action.none
        switch action {
        case .prepared(let key, let name): cache.insert(key, name: name)
        case .keepResult: if let result { current?.results.append(result) }
        case .checkCommit:
            // A transaction that has failed is rolled back by COMMIT, without an error.
            if result?.commandTag == "ROLLBACK" {
                current?.failure = PostgresError(
                    .transactionAborted, "a statement of the transaction had failed, so the server rolled it back")
            }
        case .keepError:
            if let result, let exchange = current, exchange.failure == nil {
                var failure = error(from: result, of: exchange)
                if let statement, case .statements(let statements) = exchange.request.work {
                    failure.query = statements[statement].sql
                }
                current?.failure = failure
            }
        case .none, .finished, .outOfStep: break
        }
        return action
    }

    private static func answer(_ result: ResultHandle?) -> PipelineReply.Answer? {
        guard let result else { return .endOfCommand }
        return switch result.status {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: .completed
        case PGRES_PIPELINE_SYNC: .synchronised
        case PGRES_PIPELINE_ABORTED: .skipped
        case PGRES_FATAL_ERROR: .failed
        default: nil
        }
    }

    private func take(script result: ResultHandle) {
        switch result.status {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: current?.results.append(result)
        default:
            if let exchange = current, exchange.failure == nil { current?.failure = error(from: result, of: exchange) }
        }
    }

    private func scriptEnded(_ handle: ConnectionHandle) -> [Event] {
        guard handle.reenterPipelineMode() else { return lose(handle.errorMessage) }
        return answered()
    }

    private func answered() -> [Event] {
        life.answered() == .ready ? finish() : []
    }

    /// The request is answered, the connection idle.
    func finish() -> [Event] {
        guard let exchange = current.take() else { return [] }
        if let report = exchange.failure?.server, report.isStaleStatement {
            cache.removeAll()
            dropsStatements = true
            // Outside of a transaction nothing was done yet, and a freshly prepared statement will fit.
            if exchange.request.begin == nil, !exchange.hasRepeated, life.started() {
                let events = send(exchange.request, begins: false, now: exchange.startedAt)
                current?.hasRepeated = true
                return events
            }
        }
        deadline = nil
        if case .eventLoop = exchange.request.reply, exchange.request.lease == .setUp {
            if let failure = exchange.failure {
                return close(
                    PostgresError(
                        .connectFailed, failure.message, server: failure.server, query: exchange.request.queryText),
                    permanent: true)
            }
            return [.ready]
        }
        let outcome: Request.Outcome =
            if let failure = exchange.failure { .failure(failure) } else {
                .success(exchange.results.map(PostgresResult.init))
            }
        return [.finished(exchange.request, outcome)]
    }
}
