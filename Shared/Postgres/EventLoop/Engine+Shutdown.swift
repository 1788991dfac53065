extension Engine {
    /// Takes no more work, and gives what is under way some time.
    func close(grace: Duration) {
        let limit = ContinuousClock.now + grace
        closeBy = min(closeBy ?? limit, limit)
        let (waiting, unused) = pool.close()
        openings = []
        for lease in waiting { fail(lease, .clientClosed) }
        for id in unused { closeConnection(id) }
        endListening()
    }

    /// Whether nothing is under way any more, or its time is over.
    var isDone: Bool {
        guard let closeBy else { return false }
        return connections.isEmpty || closeBy <= .now
    }

    /// The last thing that the event loop does: whoever still waits gets an answer.
    func end() {
        for connection in Array(connections.values) {
            if let cancel = connection.handle.flatMap({ CancelHandle($0) }), connection.life.state == .running {
                // So that the server does not go on for nobody.
                _ = blocking.run { cancel.send() }
            }
            settle(connection, connection.close(.clientClosed, permanent: false))
        }
        for id in Array(leases.keys) { fail(id, .clientClosed) }
        for message in mailbox.close() {
            switch message {
            case .execute(let request):
                if case .rollback = request.work {
                    answer(request, .success([]))
                } else {
                    answer(request, .failure(.clientClosed))
                }
            case .attend(let continuation): attendants.append(continuation)
            case .subscribe(let subscription): subscription.finish()
            case .cancel, .resolved, .cancellationDelivered, .unsubscribe, .close: break
            }
        }
        for attendant in attendants { attendant.resume() }
    }
}
