import DequeModule

/// Which publishes of one channel the broker has not answered yet. Pure.
///
/// The broker numbers the publishes of a channel from 1, and confirms them one by one or up to a number, in any order.
/// A message that fits no queue comes back first (`basic.return`), and is then confirmed like the others: what matters is
/// that the return was seen. Source: https://www.rabbitmq.com/confirms.html
struct ConfirmTracker<Token> {
    enum Outcome: Equatable {
        case confirmed
        case rejected
        case unroutable(replyCode: Int, text: String)
    }

    private struct Entry {
        var token: Token
        var unroutable: (replyCode: Int, text: String)?
    }

    /// `entries[i]` is publish number `first + i`; `nil` once it is answered.
    private var entries: Deque<Entry?> = []
    private var first: UInt64 = 1
    /// Publishes without an answer.
    private(set) var count = 0

    /// The number that the broker gives to the next publish.
    var nextSequence: UInt64 { first + UInt64(entries.count) }

    /// Publishes without an answer, the oldest first.
    var open: some Sequence<Token> { entries.lazy.compactMap { $0?.token } }

    /// Call it for each publish, in the order of sending.
    mutating func track(_ token: Token) {
        entries.append(Entry(token: token))
        count += 1
    }

    /// Notes a return. `false`: no such publish is open, so the broker and we do not talk of the same thing.
    mutating func returned(sequence: UInt64, replyCode: Int, text: String) -> Bool {
        guard let index = index(of: sequence), entries[index] != nil else { return false }
        entries[index]?.unroutable = (replyCode, text)
        return true
    }

    /// Takes in a confirm, and hands over each publish that it answers.
    ///
    /// - Parameters:
    ///   - sequence: with `multiple`, 0 means every publish so far.
    ///   - accepted: `false` for `basic.nack`.
    /// - Returns: `false` for a number that was never sent.
    mutating func answered(
        _ sequence: UInt64, multiple: Bool, accepted: Bool, settle: (Token, Outcome) -> Void
    ) -> Bool {
        let last = sequence == 0 && multiple ? nextSequence - 1 : sequence
        guard last < nextSequence, last > 0 || multiple else { return false }
        guard last >= first else { return true }
        let index = Int(last - first)
        for position in (multiple ? 0 : index)...index {
            guard let entry = entries[position] else { continue }
            entries[position] = nil
            count -= 1
            if !accepted {
                settle(entry.token, .rejected)
            } else if let unroutable = entry.unroutable {
                settle(entry.token, .unroutable(replyCode: unroutable.replyCode, text: unroutable.text))
            } else {
                settle(entry.token, .confirmed)
            }
        }
        while let front = entries.first, front == nil {
            entries.removeFirst()
            first += 1
        }
        return true
    }

    /// The channel is gone: for what is open, nobody will ever know. A message that came back did not arrive.
    mutating func abandon(unknown: (Token) -> Void, unroutable: (Token, Int, String) -> Void) {
        for case let entry? in entries {
            if let returned = entry.unroutable {
                unroutable(entry.token, returned.replyCode, returned.text)
            } else {
                unknown(entry.token)
            }
        }
        self = ConfirmTracker()
    }

    private func index(of sequence: UInt64) -> Int? {
        guard sequence >= first, sequence < nextSequence else { return nil }
        return Int(sequence - first)
    }
}
