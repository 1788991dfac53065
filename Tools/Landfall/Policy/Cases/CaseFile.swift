import Domain
import Fleet
import Foundation

/// Cases that are kept next to a policy: this person, this item, and what is to come of it.
struct CaseFile: Decodable {
    /// The moment of the decisions, where a case names none.
    var now: Date?
    /// People, by the names that cases give them.
    var people: [String: CasePerson]
    var cases: [PolicyCase]

    enum CodingKeys: String, CodingKey, CaseIterable {
        case now
        case people
        case cases
    }

    static let standardNow = Timestamp.date(of: "2026-11-27T10:00:00Z") ?? .distantPast

    /// - Throws: ``PolicyFileError`` with everything that is wrong in the file.
    static func read(_ data: Data) throws(PolicyFileError) -> CaseFile {
        try ShapedYAML.read(data, shape: shape, subject: "file of cases") { (file: CaseFile) in file.problems() }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        now = try container.decodeIfPresent(CaseTime.self, forKey: .now)?.date
        people = try container.decode([String: CasePerson].self, forKey: .people)
        cases = try container.decode([PolicyCase].self, forKey: .cases)
    }

    private func problems() -> [PolicyProblem] {
        var problems: [PolicyProblem] = []
        var names: Set<String> = []
        func known(_ person: String?, _ path: String) {
            guard let person, person != PolicyCase.nobody, people[person] == nil else { return }
            problems.append(PolicyProblem(path: path, message: "“\(person)” is none of the people of this file"))
        }
        if cases.isEmpty { problems.append(PolicyProblem(path: "cases", message: "there is none")) }
        for (name, person) in people.sorted(by: { $0.key < $1.key }) { known(person.manager, "people.\(name).manager") }
        for (index, one) in cases.enumerated() {
            let path = "cases[\(index)]"
            if !names.insert(one.name).inserted {
                problems.append(PolicyProblem(path: "\(path).name", message: "there is another case of this name"))
            }
            known(one.ticket.beneficiary, "\(path).ticket.for")
            known(one.ticket.requester, "\(path).ticket.by")
            problems += one.expect.problems(at: "\(path).expect")
        }
        return problems
    }
}

/// A point in time as the file has it.
struct CaseTime: Decodable {
    var date: Date

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let date = Timestamp.date(of: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "is no time")
        }
        self.date = date
    }
}
