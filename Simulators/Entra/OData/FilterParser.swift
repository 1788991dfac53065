import SimulatorKit

/// Reads a `$filter` by recursive descent: or, and, not, then one comparison.
struct FilterParser {
    private enum Token: Hashable {
        case word(String)
        case text(String)
        case symbol(Character)
    }

    private static let maximumDepth = 20

    private let source: String
    private var tokens: [Token] = []
    private var position = 0
    private var depth = 0

    init(_ source: String) { self.source = source }

    mutating func expression() throws(GraphError) -> FilterExpression {
        tokens = try tokenize()
        let expression = try disjunction()
        guard position == tokens.count else { throw syntaxError }
        return expression
    }

    private mutating func disjunction() throws(GraphError) -> FilterExpression {
        var left = try conjunction()
        while takeWord("or") { left = .or(left, try conjunction()) }
        return left
    }

    private mutating func conjunction() throws(GraphError) -> FilterExpression {
        var left = try negation()
        while takeWord("and") { left = .and(left, try negation()) }
        return left
    }

    private mutating func negation() throws(GraphError) -> FilterExpression {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else {
            throw .invalidQuery("The node count limit of '\(Self.maximumDepth)' has been exceeded.")
        }
        if takeWord("not") { return .not(try negation()) }
        if takeSymbol("(") {
            let inner = try disjunction()
            try expectSymbol(")")
            return inner
        }
        return try primary()
    }

    private mutating func primary() throws(GraphError) -> FilterExpression {
        guard case .word(let word)? = next() else { throw syntaxError }
        if peekSymbol("(") { return try function(word) }
        guard case .word(let name)? = next() else { throw syntaxError }
        if name.lowercased() == "in" { return .contained(word, try list()) }
        guard let comparison = FilterExpression.Comparison(rawValue: name.lowercased()) else { throw syntaxError }
        return .compare(word, comparison, try literal())
    }

    private mutating func function(_ word: String) throws(GraphError) -> FilterExpression {
        if word.lowercased().hasSuffix("/any") { return try lambda(word) }
        guard let function = FilterExpression.Function(rawValue: word.lowercased()) else {
            throw .invalidQuery("Invalid filter clause: An unknown function with name '\(word)' was found.")
        }
        try expectSymbol("(")
        guard case .word(let property)? = next() else { throw syntaxError }
        try expectSymbol(",")
        guard case .text(let text)? = next() else { throw syntaxError }
        try expectSymbol(")")
        return .call(function, property, text)
    }

    /// `groupTypes/any(c:c eq 'Unified')`: the only kind of lambda that the directory takes.
    private mutating func lambda(_ word: String) throws(GraphError) -> FilterExpression {
        try expectSymbol("(")
        guard case .word(let variable)? = next() else { throw syntaxError }
        try expectSymbol(":")
        guard case .word(variable)? = next(), takeWord("eq") else { throw syntaxError }
        let value = try literal()
        try expectSymbol(")")
        return .any(String(word.dropLast("/any".count)), value)
    }

    private mutating func list() throws(GraphError) -> [JSONValue] {
        try expectSymbol("(")
        var literals = [try literal()]
        while takeSymbol(",") { literals.append(try literal()) }
        try expectSymbol(")")
        return literals
    }

    private mutating func literal() throws(GraphError) -> JSONValue {
        switch next() {
        case .text(let text): return .string(text)
        case .word("true"): return true
        case .word("false"): return false
        case .word("null"): return .null
        // Dates and GUIDs come without quotes; the directory compares them as text.
        case .word(let word) where word.first?.isNumber == true: return .string(word)
        case .word, .symbol, nil: throw syntaxError
        }
    }

    private var syntaxError: GraphError {
        .invalidQuery("Invalid filter clause: Syntax error at position \(source.count) in '\(source)'.")
    }

    private mutating func next() -> Token? {
        guard position < tokens.count else { return nil }
        defer { position += 1 }
        return tokens[position]
    }

    private mutating func takeWord(_ word: String) -> Bool {
        guard position < tokens.count, case .word(let found) = tokens[position], found.lowercased() == word else {
            return false
        }
        position += 1
        return true
    }

    private func peekSymbol(_ symbol: Character) -> Bool {
        position < tokens.count && tokens[position] == .symbol(symbol)
    }

    private mutating func takeSymbol(_ symbol: Character) -> Bool {
        guard peekSymbol(symbol) else { return false }
        position += 1
        return true
    }

    private mutating func expectSymbol(_ symbol: Character) throws(GraphError) {
        guard takeSymbol(symbol) else { throw syntaxError }
    }

    private func tokenize() throws(GraphError) -> [Token] {
        var tokens: [Token] = []
        var rest = source[...]
        while let first = rest.first {
            switch first {
            case " ": rest.removeFirst()
            case "(", ")", ",", ":":
                tokens.append(.symbol(first))
                rest.removeFirst()
            case "'":
                rest.removeFirst()
                tokens.append(.text(try quoted(&rest)))
            default:
                // A colon ends the variable of a lambda, but stands inside a time.
                let isNumber = first.isNumber
                let word = rest.prefix { !" (),'".contains($0) && ($0 != ":" || isNumber) }
                tokens.append(.word(String(word)))
                rest = rest[word.endIndex...]
            }
        }
        return tokens
    }

    /// A quote inside is written twice.
    private func quoted(_ rest: inout Substring) throws(GraphError) -> String {
        var text = ""
        while let character = rest.popFirst() {
            guard character == "'" else {
                text.append(character)
                continue
            }
            guard rest.first == "'" else { return text }
            text.append("'")
            rest.removeFirst()
        }
        throw .invalidQuery(
            "Invalid filter clause: There is an unterminated string literal at position \(source.count) in '\(source)'."
        )
    }
}
