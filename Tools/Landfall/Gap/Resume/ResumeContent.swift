import Domain
import Foundation

/// One line of a resume file.
enum ResumeLine: Codable {
    struct Header: Codable, Hashable {
        /// Of the file's format.
        var version = 1
        var binding: GapScope.Binding
        var since: Date
        var startedAt: Date
    }

    case header(Header)
    case ticket(AccessTicket)
    case finished

    /// With its line break.
    var bytes: Data {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return try encoder.encode(self) + Data("\n".utf8)
        }
    }
}

/// What stands in a resume file. Pure.
struct ResumeContent {
    /// What is wrong with a file.
    struct Damage: Error, CustomStringConvertible {
        let description: String
    }

    private static let foreign = Damage(description: "it isn't the file of a search by this version of Landfall")
    /// How every file begins.
    private static let start = Array(#"{"header""#.utf8)

    let header: ResumeLine.Header
    private(set) var tickets: [AccessTicket] = []
    private(set) var isFinished = false
    /// How many bytes are whole lines.
    private(set) var length: Int

    /// Nil for a file in which nothing was written yet, or of whose first line a crash has cut the end.
    ///
    /// - Throws: ``Damage`` for lines that aren't a search's. The last line may be cut.
    init?(_ data: Data) throws {
        let lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        // What follows the last line break isn't a whole line.
        let whole = lines.dropLast()
        guard let first = whole.first else {
            guard Self.start.starts(with: data.prefix(Self.start.count)) else { throw Self.foreign }
            return nil
        }
        let decoder = JSONDecoder()
        guard case .header(let header)? = try? decoder.decode(ResumeLine.self, from: first), header.version == 1 else {
            throw Self.foreign
        }
        self.header = header
        self.length = whole.reduce(0) { $0 + $1.count + 1 }
        for (number, line) in zip(2..., whole.dropFirst()) {
            do {
                switch try decoder.decode(ResumeLine.self, from: line) {
                case .ticket(let ticket): tickets.append(ticket)
                case .finished: isFinished = true
                case .header: throw Damage(description: "line \(number) begins another search")
                }
            } catch is DecodingError {
                throw Damage(description: "line \(number) is damaged")
            }
        }
    }
}

extension GapScope.Binding {
    /// In what another one differs, for people.
    func difference(from other: GapScope.Binding) -> String {
        let parts: [(String, Bool)] = [
            ("--since \(since)", since == other.since), ("another policy file", policy == other.policy),
            ("the instance \(instance)", instance == other.instance), ("the tenant \(tenant)", tenant == other.tenant),
            ("other states", states == other.states), ("other removal items", removalItems == other.removalItems),
        ]
        return parts.filter { !$0.1 }.map(\.0).joined(separator: ", ")
    }
}
