import Domain
import Foundation

/// What a read brought.
extension GraphAnswer {
    /// The body of a 200.
    ///
    /// - Throws: ``Failure``; ``Reason/graphUnreadable`` for a 200 without what was asked for.
    func decoded<Reply: Decodable>(_ classifier: AnswerClassifier) throws(Failure) -> Reply {
        guard status == 200 else { throw classifier.failure(of: self) }
        do {
            return try JSONDecoder().decode(Reply.self, from: Data(body))
        } catch {
            throw Failure(
                .graphUnreadable, "\(classifier.purpose): 200 without what was asked for", correlation: correlation)
        }
    }

    func foreign(to call: GraphCall) -> Failure {
        Failure(
            .graphUnreadable, "\(call.purpose): the answer is about something else", correlation: correlation)
    }
}
