import Domain

/// How far a table has been read in the order of `sys_id`.
///
/// By the last id rather than by an offset alone: an offset slides when rows come and go, and gets slower the deeper it is.
public struct KeysetPosition: Hashable, Sendable {
    /// The last id that was read; nil: none yet.
    let last: SysID?
    /// How many of the rows behind it were looked at, and not to be read.
    let offset: Int

    public static let start = KeysetPosition(last: nil, offset: 0)
}

/// One page of a table, and from where the next one is to be read.
public struct KeysetPage<Row: Sendable>: Sendable {
    public var rows: [Row]
    /// How many rows there are from the position on, counted before access rules; nil when the instance doesn't say.
    public var totalCount: Int?
    /// Nil after the last page.
    public var next: KeysetPosition?
}

extension KeysetPosition {
    /// Where to go on after a page.
    ///
    /// Access rules are applied after the limit: a page can be short, or empty, though more follow.
    ///
    /// - Parameters:
    ///   - ids: those of the page's rows, in their order.
    ///   - limit: how many rows were asked for.
    ///   - totalCount: how many there are behind ``last``, counted before access rules.
    /// - Throws: ``Failure`` when the page isn't behind this position: an instance ignores a part of a query that it doesn't understand,
    ///   and would give the same page for ever.
    func next(after ids: [SysID], limit: Int, totalCount: Int?) throws(Failure) -> KeysetPosition? {
        if let last, ids.contains(last) {
            throw Failure(.serviceNowUnreadable, "it gives rows again that it has given before \(last)")
        }
        let isEnd = totalCount.map { offset + limit >= $0 } ?? ids.isEmpty
        if isEnd { return nil }
        guard let last = ids.last else { return KeysetPosition(last: last, offset: offset + limit) }
        return KeysetPosition(last: last, offset: 0)
    }
}
