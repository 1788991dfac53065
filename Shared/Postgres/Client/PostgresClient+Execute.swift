extension PostgresClient {
    /// Hands work to the event loop and waits for the answer; passes the task's cancellation on.
    func execute(
        _ work: Request.Work, lease: LeaseID, begin: String? = nil, isTimeLimited: Bool = true,
        submit: (@Sendable (Request) -> Bool)? = nil
    ) async throws(PostgresError) -> [PostgresResult] {
        let token = RequestToken()
        let engine = engine
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let request = Request(
                    lease: lease, work: work, begin: begin, isTimeLimited: isTimeLimited, token: token,
                    reply: .caller(continuation))
                let isTaken = submit?(request) ?? engine.execute(request)
                if !isTaken { request.finish(.failure(submit == nil ? .clientClosed : .transactionEnded)) }
            }
        } onCancel: {
            // Set first: whichever message arrives first, the event loop knows.
            token.cancel()
            _ = engine.post(.cancel(lease, token))
        }
        return try outcome.get()
    }

    /// The same for the end of a transaction, which has to reach the server also when the task is cancelled.
    func executeUncancelled(_ work: Request.Work, lease: LeaseID, begin: String) async throws(PostgresError) {
        let outcome = await withCheckedContinuation { continuation in
            let request = Request(lease: lease, work: work, begin: begin, reply: .caller(continuation))
            if !engine.execute(request) { request.finish(.failure(.clientClosed)) }
        }
        _ = try outcome.get()
    }
}
