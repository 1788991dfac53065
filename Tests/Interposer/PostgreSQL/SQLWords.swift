/// The bare words of SQL texts: what stands in quotes and comments is left out.
package enum SQLWords {
    /// The words of each statement of a text, which may hold several, separated by semicolons.
    package static func statements(of text: String) -> [[String]] {
        var statements: [[String]] = [[]]
        scan(Array(text.utf8)) { token in
            switch token {
            case .word(let word): statements[statements.count - 1].append(word)
            case .semicolon: statements.append([])
            }
        }
        return statements.filter { !$0.isEmpty }
    }

    /// The words of the first statement of a text.
    package static func words(of text: String) -> [String] {
        statements(of: text).first ?? []
    }

    private enum Token {
        case word(String)
        case semicolon
    }

    private static func scan(_ text: [UInt8], _ emit: (Token) -> Void) {
        var index = 0
        while index < text.count {
            let byte = text[index]
            switch byte {
            case UInt8(ascii: ";"):
                emit(.semicolon)
                index += 1
            case UInt8(ascii: "'"):
                index = end(of: byte, in: text, from: index + 1)
            case UInt8(ascii: "-") where text.starts(at: index, with: "--"):
                index = text[index...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
            case UInt8(ascii: "/") where text.starts(at: index, with: "/*"):
                index = text.first("*/", from: index + 2).map { $0 + 2 } ?? text.count
            case UInt8(ascii: "$"):
                index = endOfDollarQuote(in: text, from: index)
            case _ where isWord(byte):
                let first = index
                while index < text.count, isWord(text[index]) {
                    index =
                        text[index] == UInt8(ascii: "\"") ? end(of: text[index], in: text, from: index + 1) : index + 1
                }
                emit(
                    .word(
                        String(
                            decoding: text[first..<min(index, text.count)].filter { $0 != UInt8(ascii: "\"") },
                            as: UTF8.self)))
            default:
                index += 1
            }
        }
    }

    /// Letters, digits, underscore, the point in a qualified name, and quoted names.
    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "\""), 0x80...:
            true
        default: false
        }
    }

    private static func end(of quote: UInt8, in text: [UInt8], from start: Int) -> Int {
        text[min(start, text.count)...].firstIndex(of: quote).map { $0 + 1 } ?? text.count
    }

    /// `$tag$ … $tag$`; a `$1` is a parameter, no quote.
    private static func endOfDollarQuote(in text: [UInt8], from start: Int) -> Int {
        var close = start + 1
        while close < text.count, isWord(text[close]) { close += 1 }
        guard close < text.count, text[close] == UInt8(ascii: "$") else { return start + 1 }
        if start + 1 < close, text[start + 1] >= UInt8(ascii: "0"), text[start + 1] <= UInt8(ascii: "9") {
            return start + 1
        }
        let tag = String(decoding: text[start...close], as: UTF8.self)
        return text.first(tag, from: close + 1).map { $0 + tag.utf8.count } ?? text.count
    }
}

extension [UInt8] {
    fileprivate func starts(at index: Int, with text: String) -> Bool {
        self[index...].starts(with: text.utf8)
    }

    fileprivate func first(_ text: String, from start: Int) -> Int? {
        guard start < count else { return nil }
        return (start..<count).first { starts(at: $0, with: text) }
    }
}
