internal import Logging

extension Engine {
    /// Begins to make a connection.
    func open(_ id: ConnectionID) {
        let options = Connection.Options(
            role: configuration.role, connectTimeout: configuration.connectTimeout,
            statementTimeout: configuration.statementTimeout, responseGrace: configuration.responseGrace)
        let connection = Connection(id: id, options: options, now: .now)
        connections[id] = connection
        alarm.set(connection.deadline)
        // An address that is given needs no look-up.
        if parameters.value("hostaddr")?.isEmpty == false { return resolved(id, .success(parameters)) }
        let (parameters, mailbox) = (parameters, mailbox)
        let isRunning = blocking.run {
            let result = Result<ConnectionParameters, PostgresError> { () throws(PostgresError) in
                parameters.resolved(to: try HostResolver(parameters).resolve())
            }
            // Nobody reads any more once the client is closed; nobody needs it then.
            _ = mailbox.post(.resolved(id, result))
        }
        if !isRunning {
            resolved(id, .failure(PostgresError(.connectFailed, "no thread could be started to look up the host")))
        }
    }

    func resolved(_ id: ConnectionID, _ result: Result<ConnectionParameters, PostgresError>) {
        guard let connection = connections[id] else { return }
        switch result {
        case .success(let parameters): settle(connection, connection.connect(parameters))
        case .failure(let error): settle(connection, connection.close(error, permanent: false))
        }
    }

    /// Does what a connection asks for.
    func settle(_ connection: Connection, _ events: [Connection.Event]) {
        for event in events {
            switch event {
            case .ready: ready(connection)
            case .finished(let request, let outcome): finished(request, outcome, on: connection)
            case .notified(let notification): notified(notification, on: connection)
            case .sendCancel(let cancel): send(cancel, for: connection)
            case .lost(let error, let permanent): lost(connection, error, permanent: permanent)
            }
        }
        watch(connection)
        alarm.set(connection.deadline)
    }

    private func watch(_ connection: Connection) {
        guard let socket = connection.socket, socket >= 0 else { return }
        // While connecting, libpq may change the socket behind the same number.
        guard connection.watched != connection.interest || !connection.life.isEstablished else { return }
        let interest = connection.interest
        connection.watched = interest
        guard
            poller.watch(socket, key: connection.id.rawValue, reading: interest.reading, writing: interest.writing)
        else { return settle(connection, connection.lose("the system can't watch another socket")) }
    }

    private func ready(_ connection: Connection) {
        if connection.id == listening.connection { return listenerReady() }
        if pool.lastFailure != nil { logger.info("Connected to PostgreSQL again") }
        perform(pool.connected(connection.id, now: .now), connection.id)
    }

    private func send(_ cancel: CancelHandle, for connection: Connection) {
        let (id, mailbox) = (connection.id, mailbox)
        let isRunning = blocking.run {
            cancel.send()
            _ = mailbox.post(.cancellationDelivered(id))
        }
        if !isRunning { settle(connection, connection.cancellationDelivered()) }
    }

    private func lost(_ connection: Connection, _ error: PostgresError, permanent: Bool) {
        let id = connection.id
        connections[id] = nil
        if id == listening.connection { return listenerLost(error) }
        switch pool.slots[id] {
        case .connecting:
            if pool.lastFailure == nil {
                logger.warning("No connection to PostgreSQL", metadata: ["error": "\(error)"])
            }
            let jitter = Double.random(in: 0...1, using: &random)
            let waiting = pool.connectFailed(id, error: error, permanent: permanent, now: .now, jitter: jitter)
            for lease in waiting { fail(lease, error) }
        case .idle:
            logger.debug("An idle connection to PostgreSQL ended", metadata: ["error": "\(error)"])
            pool.lost(id)
        case .leased(let lease):
            logger.debug("A connection to PostgreSQL broke in use", metadata: ["error": "\(error)"])
            pool.lost(id)
            leases[lease]?.connection = nil
            leases[lease]?.isRunning = false
            fail(lease, error)
        case nil: break
        }
    }

    /// Ends a connection that nobody uses.
    func closeConnection(_ id: ConnectionID) {
        _ = connections.removeValue(forKey: id)?.close(.clientClosed, permanent: false)
    }
}
