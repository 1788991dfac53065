import Foundation
import HTTPTypes
import OrderedCollections

extension FaultRule {
    /// Reads a rule.
    ///
    /// - Throws: ``MalformedInput`` for anything that is not understood: a rule that silently does nothing would make
    ///   a test pass for the wrong reason.
    init(_ json: JSONValue) throws {
        guard let members = json.object else { throw MalformedInput("A fault rule must be an object.") }
        try Self.refuseUnknown(members, allowed: ["match", "nth", "probability", "seed", "act"], in: "A fault rule")
        guard let match = members["match"]?.object else {
            throw MalformedInput("A fault rule needs \"match\", an object with \"method\" or \"path\" or both.")
        }
        try Self.refuseUnknown(match, allowed: ["method", "path"], in: "\"match\"")
        method = try match["method"].map { value in
            guard let method = value.string, !method.isEmpty else {
                throw MalformedInput("\"match.method\" must be a method such as \"POST\".")
            }
            return method.uppercased()
        }
        path = try match["path"].map { value in
            guard let text = value.string, let pattern = try? NSRegularExpression(pattern: text) else {
                throw MalformedInput("\"match.path\" must be a regular expression.")
            }
            return pattern
        }
        probability = try members["probability"].map { value in
            guard let probability = value.double, (0...1).contains(probability) else {
                throw MalformedInput("\"probability\" must be a number from 0 to 1.")
            }
            return probability
        }
        seed =
            try members["seed"].map { value in
                guard let seed = value.integer else { throw MalformedInput("\"seed\" must be an integer.") }
                return seed
            } ?? 0
        // A rule with a chance and no number is about every match; without a chance it is about the first.
        occurrence = try members["nth"].map(Self.occurrence) ?? (probability == nil ? .numbered([1]) : .every)
        guard let act = members["act"]?.object else {
            throw MalformedInput("A fault rule needs \"act\", an object that says what to do.")
        }
        action = try FaultAction(act)
        source = json
    }

    private static func occurrence(_ json: JSONValue) throws -> Occurrence {
        if json.string == "every" { return .every }
        let numbers = json.integer.map { [$0] } ?? json.array?.compactMap(\.integer) ?? []
        guard !numbers.isEmpty, numbers.allSatisfy({ $0 >= 1 }), numbers.count == json.array?.count ?? 1 else {
            throw MalformedInput("\"nth\" must be a number from 1, a list of such numbers, or \"every\".")
        }
        return .numbered(Set(numbers))
    }

    fileprivate static func refuseUnknown(_ members: JSONObject, allowed: Set<String>, in place: String) throws {
        guard let unknown = members.keys.first(where: { !allowed.contains($0) }) else { return }
        throw MalformedInput("\(place) has \"\(unknown)\", which means nothing there.")
    }
}

extension FaultAction {
    init(_ members: JSONObject) throws {
        let names: Set = ["status", "headers", "body", "delay_ms", "close", "after_effect"]
        try FaultRule.refuseUnknown(members, allowed: names, in: "\"act\"")
        answer = try Self.answer(members)
        if let value = members["delay_ms"] {
            guard let milliseconds = value.integer, (0...3_600_000).contains(milliseconds) else {
                throw MalformedInput("\"act.delay_ms\" must be a number of milliseconds, an hour at most.")
            }
            delay = .milliseconds(milliseconds)
        }
        close = try members["close"].map { value in
            guard let close = value.string.flatMap(Close.init) else {
                throw MalformedInput("\"act.close\" must be \"before\" or \"after\" (the effect).")
            }
            return close
        }
        if let value = members["after_effect"] {
            guard let flag = value.bool else { throw MalformedInput("\"act.after_effect\" must be true or false.") }
            effectComesFirst = flag
        }
        try checkCombination()
    }

    private func checkCombination() throws {
        if close != nil, answer != nil {
            throw MalformedInput("\"act\" can't both close the connection and send a status.")
        }
        if close != nil, effectComesFirst {
            throw MalformedInput("\"act.after_effect\" is about a status; for a lost reply write \"close\": \"after\".")
        }
        if effectComesFirst, answer == nil, delay == .zero {
            throw MalformedInput("\"act.after_effect\" needs \"status\" or \"delay_ms\".")
        }
        if answer == nil, close == nil, delay == .zero {
            throw MalformedInput("\"act\" must have \"status\", \"delay_ms\" or \"close\".")
        }
    }

    private static func answer(_ members: JSONObject) throws -> Answer? {
        guard let status = members["status"] else {
            guard members["headers"] == nil, members["body"] == nil else {
                throw MalformedInput("\"act\" has headers or a body, but no status.")
            }
            return nil
        }
        guard let code = status.integer, (200...599).contains(code) else {
            throw MalformedInput("\"act.status\" must be a number from 200 to 599.")
        }
        let body: Body? = members["body"].map { $0.string.map(Body.text) ?? .json($0) }
        return Answer(status: .init(code: code), headers: try headers(members["headers"]), body: body)
    }

    private static func headers(_ json: JSONValue?) throws -> HTTPFields {
        guard let json else { return [:] }
        guard let members = json.object else { throw MalformedInput("\"act.headers\" must be an object.") }
        var fields: HTTPFields = [:]
        for (name, value) in members {
            guard let fieldName = HTTPField.Name(name) else {
                throw MalformedInput("\"act.headers\" has \"\(name)\", which can't be the name of a header.")
            }
            switch value {
            case .string(let text): fields[fieldName] = text
            case .integer, .number: fields[fieldName] = value.text
            case .null, .bool, .array, .object:
                throw MalformedInput("\"act.headers.\(name)\" must be a string or a number.")
            }
        }
        return fields
    }
}
