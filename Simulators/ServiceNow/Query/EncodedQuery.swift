/// A `sysparm_query`, taken apart but not yet held against a table.
///
/// `^` joins clauses, `^OR` adds an alternative to the clause before it, `^NQ` starts the whole filter anew, and rows of
/// either filter are found. A caret in a value has no escape: it ends the value.
struct EncodedQuery: Sendable, Equatable {
    struct Condition: Sendable, Equatable {
        let field: String
        let `operator`: QueryOperator
        let value: String
    }

    struct Order: Sendable, Equatable {
        let field: String
        let isDescending: Bool
    }

    /// One part between carets.
    enum Part: Sendable, Equatable {
        case condition(Condition)
        /// Can't be read; the platform skips it, and so finds more.
        case invalid(String)
    }

    /// Alternatives: one of them must hold.
    typealias Clause = [Part]

    var groups: [[Clause]] = [[]]
    var order: [Order] = []

    init() {}

    init(_ text: String) {
        parts: for piece in text.split(separator: "^", omittingEmptySubsequences: true) {
            switch Keyword(piece) {
            case .end: break parts
            case .order(let order): self.order.append(order)
            case .grouping: continue
            case .newQuery(let rest):
                groups.append([])
                if !rest.isEmpty { add([Self.part(rest)]) }
            case .alternative(let rest): addAlternative(Self.part(rest))
            case .plain: add([Self.part(piece)])
            }
        }
    }

    /// Reads one condition: a field, an operator and a value without anything between them.
    static func part(_ piece: Substring) -> Part {
        let field = piece.prefix { $0.isLowercase || $0.isNumber || $0 == "_" || $0 == "." }
        let rest = piece.dropFirst(field.count)
        guard !field.isEmpty, let found = QueryOperator.byLength.first(where: { rest.hasPrefix($0.rawValue) }) else {
            return .invalid(String(piece))
        }
        let value = String(rest.dropFirst(found.rawValue.count))
        return .condition(Condition(field: String(field), operator: found, value: value))
    }

    private mutating func add(_ clause: Clause) { groups[groups.count - 1].append(clause) }

    private mutating func addAlternative(_ part: Part) {
        guard let last = groups[groups.count - 1].indices.last else { return add([part]) }
        groups[groups.count - 1][last].append(part)
    }

    /// What a part begins with, other than a field.
    private enum Keyword {
        case end
        case order(Order)
        case grouping
        case newQuery(Substring)
        case alternative(Substring)
        case plain

        init(_ piece: Substring) {
            if piece == "EQ" {
                self = .end
            } else if let field = piece.after("ORDERBYDESC") {
                self = .order(Order(field: String(field), isDescending: true))
            } else if let field = piece.after("ORDERBY") {
                self = .order(Order(field: String(field), isDescending: false))
            } else if piece.hasPrefix("GROUPBY") {
                self = .grouping
            } else if let rest = piece.after("NQ") {
                self = .newQuery(rest)
            } else if let rest = piece.after("OR") {
                self = .alternative(rest)
            } else {
                self = .plain
            }
        }
    }
}

extension Substring {
    fileprivate func after(_ prefix: String) -> Substring? {
        hasPrefix(prefix) ? dropFirst(prefix.count) : nil
    }
}
