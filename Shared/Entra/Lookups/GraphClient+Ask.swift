public import Domain

extension GraphClient {
    /// The most groups that one ``DirectoryQuestion/memberships(_:_:)`` may name.
    public static var maximumChecked: Int { GraphCall.checkLimit }

    /// Asks questions of any kind: one alone by a call of its own, several by `$batch`es of ``maximumAtOnce``.
    ///
    /// What can't be anybody's name, or any group's, is never sent: nobody and nothing has it.
    ///
    /// - Returns: what was said to each, in their order.
    public func ask(
        _ questions: [DirectoryQuestion], priority: GraphPriority = .normal, trace: TraceContext? = nil
    ) async -> [Result<DirectoryAnswer, Failure>] {
        let calls = questions.map(\.call)
        var answers = await answers(to: calls.compactMap(\.self), priority, trace)[...]
        return zip(questions, calls).map { question, call in
            do throws(Failure) {
                guard let call, let answer = answers.popFirst() else { return .success(try question.unasked()) }
                return .success(try question.answer(answer.get(), to: call))
            } catch {
                return .failure(error)
            }
        }
    }

    private func answers(
        to calls: [GraphCall], _ priority: GraphPriority, _ trace: TraceContext?
    ) async -> [Result<GraphAnswer, Failure>] {
        var answers: [Result<GraphAnswer, Failure>] = []
        for start in stride(from: 0, to: calls.count, by: Self.maximumAtOnce) {
            let some = Array(calls[start..<min(start + Self.maximumAtOnce, calls.count)])
            if some.count == 1 {
                do throws(Failure) {
                    answers.append(.success(try await read(some[0], priority, trace)))
                } catch {
                    answers.append(.failure(error))
                }
            } else {
                let settlement = await settle(.reads(some), priority, trace)
                answers += some.indices.map { settlement.answer(at: $0) }
            }
        }
        return answers
    }
}
