import Foundation
import OrderedCollections
import SimulatorKit

/// Reads members of the seed's objects, and names the place where something is wrong.
struct SeedReader {
    let members: JSONObject
    /// As in `users[3]`.
    let place: String

    init(_ json: JSONValue, _ place: String) throws {
        guard let members = json.object else { throw MalformedInput("Seed: \(place) must be an object.") }
        self.members = members
        self.place = place
    }

    func refuseUnknown(_ allowed: Set<String>) throws {
        guard let unknown = members.keys.first(where: { !allowed.contains($0) }) else { return }
        throw problem(unknown, "is not known there")
    }

    func string(_ name: String) throws -> String {
        guard let text = members[name]?.string, !text.isEmpty else { throw problem(name, "must be a text") }
        return text
    }

    func optionalString(_ name: String) throws -> String? {
        guard let value = members[name], !value.isNull else { return nil }
        guard let text = value.string else { throw problem(name, "must be a text or null") }
        return text
    }

    func strings(_ name: String) throws -> [String] {
        guard let value = members[name], !value.isNull else { return [] }
        guard let texts = value.strings else { throw problem(name, "must be a list of texts") }
        return texts
    }

    func id(_ name: String) throws -> ObjectID {
        guard let id = ObjectID(try string(name)) else { throw problem(name, "must be a GUID") }
        return id
    }

    func optionalID(_ name: String) throws -> ObjectID? {
        guard let text = try optionalString(name) else { return nil }
        guard let id = ObjectID(text) else { throw problem(name, "must be a GUID or null") }
        return id
    }

    func ids(_ name: String) throws -> [ObjectID] {
        try strings(name).map { text in
            guard let id = ObjectID(text) else { throw problem(name, "must be a list of GUIDs") }
            return id
        }
    }

    func number(_ name: String, atLeast minimum: Double) throws -> Double {
        guard let value = members[name]?.double, value >= minimum else {
            throw problem(name, "must be a number from \(minimum)")
        }
        return value
    }

    func integer(_ name: String, atLeast minimum: Int, or standard: Int) throws -> Int {
        guard let value = members[name], !value.isNull else { return standard }
        guard let number = value.integer, number >= minimum else {
            throw problem(name, "must be an integer from \(minimum)")
        }
        return number
    }

    func flag(_ name: String, or standard: Bool) throws -> Bool {
        guard let value = members[name], !value.isNull else { return standard }
        guard let flag = value.bool else { throw problem(name, "must be true or false") }
        return flag
    }

    /// `[least, most]`
    func range(_ name: String, or standard: ClosedRange<Int>) throws -> ClosedRange<Int> {
        guard let value = members[name], !value.isNull else { return standard }
        let bounds = (value.array ?? []).compactMap(\.integer)
        guard bounds.count == 2, 0 <= bounds[0], bounds[0] <= bounds[1] else {
            throw problem(name, "must be [least, most]")
        }
        return bounds[0]...bounds[1]
    }

    /// The elements of a list, each with its place.
    func list<Element>(_ name: String, _ read: (SeedReader) throws -> Element) throws -> [Element] {
        guard let value = members[name], !value.isNull else { return [] }
        guard let elements = value.array else { throw problem(name, "must be a list") }
        return try elements.enumerated().map { try read(SeedReader($1, "\(name)[\($0)]")) }
    }

    func object(_ name: String) throws -> SeedReader? {
        guard let value = members[name], !value.isNull else { return nil }
        return try SeedReader(value, name)
    }

    func problem(_ name: String, _ complaint: String) -> MalformedInput {
        MalformedInput("Seed: \"\(name)\" in \(place) \(complaint).")
    }
}
