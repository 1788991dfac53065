import Domain

/// What the answer to a batch, or its absence, means for one item of it. Pure.
struct BatchSettlement: Sendable {
    let batch: GraphBatch
    /// The id of the call that carried the batch.
    let clientRequestID: String
    let result: Result<BatchAnswer, Failure>

    /// - Returns: the item's own answer, or why there is none.
    func answer(at index: Int) -> Result<GraphAnswer, Failure> {
        let item = batch.items[index]
        switch result {
        case .failure(var failure):
            // Of a call that was made: the item's id is the one that is on record. What went wrong before has an id of its own, or none.
            if failure.correlation?.clientRequestID == clientRequestID {
                failure.correlation?.clientRequestID = item.clientRequestID
                failure.correlation?.requestDigest = item.call.digest
            }
            return .failure(failure)
        case .success(let answer):
            guard let parts = answer.parts else { return .failure(failure(of: answer.outer, for: item)) }
            switch parts[index] {
            case .answered(let answer): return .success(answer)
            case .missing:
                // As if a call of its own had had no answer.
                return .failure(
                    failure(
                        batch.isWrite ? .graphReplyLost : .graphUnavailable, "the batch's answer doesn't speak of it",
                        answer.outer, item))
            case .unreadable:
                return .failure(
                    failure(.graphUnreadable, "the batch's answer says nothing clear of it", answer.outer, item))
            }
        }
    }

    /// The answer to the batch as a whole holds for every item, as far as it says something about all of them. That is not so for a
    /// refusal: a change is refused for good by its own answer only.
    private func failure(of outer: GraphAnswer, for item: GraphBatch.Item) -> Failure {
        var failure = AnswerClassifier("\(item.call.purpose), in a batch", isWrite: batch.isWrite).failure(of: outer)
        switch failure.reason {
        // It says that something failed, and not what.
        case _ where outer.status == 424: failure.reason = .graphUnreadable
        case .graphThrottled, .graphUnavailable, .graphReplyLost, .graphUnauthorized, .graphForbidden: break
        default: failure.reason = .graphUnreadable
        }
        failure.correlation?.clientRequestID = item.clientRequestID
        failure.correlation?.requestDigest = item.call.digest
        return failure
    }

    private func failure(
        _ reason: Reason, _ detail: String, _ outer: GraphAnswer, _ item: GraphBatch.Item
    ) -> Failure {
        Failure(
            reason, "\(item.call.purpose): \(detail)",
            correlation: CorrelationIDs(
                clientRequestID: item.clientRequestID, requestID: outer.correlation.requestID,
                requestDigest: item.call.digest, responseDigest: outer.correlation.responseDigest))
    }
}
