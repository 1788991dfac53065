internal import Logging

extension Engine {
    func execute(_ request: Request) {
        guard let lease = leases[request.lease] else { return executeFirst(request) }
        if let failure = lease.failure {
            guard case .rollback = request.work else { return answer(request, .failure(failure)) }
            guard lease.connection != nil else {
                leases[request.lease] = nil
                return answer(request, .success([]))
            }
        } else if request.token.isCancelled {
            // A transaction that is told about the cancellation must not go on as if the statement had been carried out.
            fail(request.lease, .taskCancelled)
            return answer(request, .failure(.taskCancelled))
        }
        leases[request.lease]?.requests.append(request)
        if let id = lease.connection, !lease.isRunning { startNext(request.lease, on: id) }
    }

    private func executeFirst(_ request: Request) {
        switch request.work {
        // The transaction was never opened: there was nothing to do in it.
        case .commit, .rollback: return answer(request, .success([]))
        case .statements, .script: break
        }
        if closeBy != nil { return refuse(request, .clientClosed) }
        if request.token.isCancelled { return refuse(request, .taskCancelled) }
        switch pool.acquire(request.lease, now: .now) {
        case .use(let id):
            guard let connection = connections[id] else {
                pool.lost(id)
                return refuse(request, PostgresError(.connectionLost, "the connection is gone"))
            }
            let isTransaction = request.begin != nil
            leases[request.lease] = Lease(
                isTransaction: isTransaction, connection: id, isRunning: true, hasBegun: isTransaction)
            settle(connection, connection.start(request, begins: isTransaction, now: .now))
        case .wait(let openings):
            leases[request.lease] = Lease(isTransaction: request.begin != nil, requests: [request])
            self.openings += openings
        case .refuse:
            refuse(
                request,
                PostgresError(
                    .poolExhausted,
                    "all \(configuration.maximumConnections) connections are in use and \(pool.waiters.count) callers wait"
                ))
        }
    }

    private func refuse(_ request: Request, _ error: PostgresError) {
        if request.begin != nil { leases[request.lease] = Lease(isTransaction: true, failure: error) }
        answer(request, .failure(error))
    }

    /// Sends the lease's next request, if there is one.
    func startNext(_ id: LeaseID, on connectionID: ConnectionID) {
        guard var lease = leases[id], let connection = connections[connectionID] else { return }
        lease.connection = connectionID
        guard !lease.requests.isEmpty else {
            leases[id] = lease
            return
        }
        let request = lease.requests.removeFirst()
        let begins = request.begin != nil && !lease.hasBegun
        lease.hasBegun = true
        lease.isRunning = true
        leases[id] = lease
        settle(connection, connection.start(request, begins: begins, now: .now))
    }

    /// A request was answered, or lost with its connection.
    func finished(_ request: Request, _ outcome: Request.Outcome, on connection: Connection) {
        if connection.id == listening.connection { return listenerFinished(outcome) }
        answer(request, outcome)
        guard var lease = leases[request.lease] else { return }
        lease.isRunning = false
        if request.endsLease {
            leases[request.lease] = nil
            for left in lease.requests { answer(left, .failure(.transactionEnded)) }
            release(connection)
        } else {
            leases[request.lease] = lease
            if !connection.life.isClosed { startNext(request.lease, on: connection.id) }
        }
    }

    private func release(_ connection: Connection) {
        // A connection that is lost reports so itself.
        if connection.life.isClosed { return }
        guard connection.isReusable else {
            logger.warning("A statement left a transaction open; its connection is closed")
            closeConnection(connection.id)
            pool.lost(connection.id)
            return
        }
        perform(pool.released(connection.id, now: .now), connection.id)
    }

    func perform(_ assignment: PoolStateMachine.Assignment, _ id: ConnectionID) {
        switch assignment {
        case .use(let lease): startNext(lease, on: id)
        case .keep: break
        case .close: closeConnection(id)
        }
    }

    /// Notes the answer; it is delivered once the lock is free again.
    func answer(_ request: Request, _ outcome: Request.Outcome) {
        if let answer = request.answer(outcome) { answers.append(answer) }
    }

    // MARK: Failing

    func cancel(_ id: LeaseID, _ token: RequestToken) {
        guard let lease = leases[id] else { return }
        if let index = lease.requests.firstIndex(where: { $0.token === token }) {
            leases[id]?.requests.remove(at: index)
            answer(lease.requests[index], .failure(.taskCancelled))
            return fail(id, .taskCancelled)
        }
        guard let connectionID = lease.connection, let connection = connections[connectionID],
            connection.current?.request.token === token
        else { return }
        settle(connection, connection.cancel(now: .now))
    }

    /// Fails what waits in a lease, and, if it is a transaction, everything that still comes, except its end.
    func fail(_ id: LeaseID, _ error: PostgresError) {
        guard var lease = leases[id] else { return }
        _ = pool.cancel(id)
        let waiting = lease.requests
        lease.requests = []
        lease.failure = lease.failure ?? error
        var hasEnded = !lease.isTransaction
        for request in waiting {
            guard case .rollback = request.work else {
                answer(request, .failure(error))
                continue
            }
            if lease.connection == nil {
                hasEnded = true
                answer(request, .success([]))
            } else {
                lease.requests.append(request)
            }
        }
        leases[id] = hasEnded ? nil : lease
    }

    /// Why a caller has waited for a connection in vain.
    func waitingFailure() -> PostgresError {
        guard let failure = pool.lastFailure else {
            return PostgresError(.timeout, "no connection became free within \(configuration.acquireTimeout)")
        }
        return failure
    }
}

extension PostgresError {
    static var taskCancelled: PostgresError { PostgresError(.cancelled, "the task was cancelled") }
    static var clientClosed: PostgresError { PostgresError(.closed, "the client is closed") }
    static var transactionEnded: PostgresError {
        PostgresError(.closed, "the transaction has ended; it can't be used outside of its closure")
    }
}
