public import Domain
public import Foundation
import Yams

/// Reads YAML whose shape is known, and finds everything that is wrong with it at once, each with its place in the file.
public enum ShapedYAML {
    /// - Parameters:
    ///   - shape: what may stand in the file.
    ///   - subject: what the file is, for messages.
    ///   - check: what is wrong with what was read, beyond its shape.
    /// - Throws: ``PolicyFileError``
    public static func read<Value: Decodable>(
        _ data: Data, shape: PolicyShape, subject: String, check: (Value) -> [PolicyProblem]
    ) throws(PolicyFileError) -> Value {
        guard let text = String(data: data, encoding: .utf8) else {
            throw PolicyFileError(problems: [PolicyProblem(path: "", message: "it is not UTF-8")])
        }
        let root: Node
        do {
            // As the decoder would: nothing but `<<` has a meaning of its own.
            root = try Yams.compose(yaml: text, Resolver.basic.appending(.merge)) ?? ""
        } catch {
            throw PolicyFileError(problems: [YAMLTrouble.problem(error)])
        }
        var walk = ShapeWalk(subject: subject)
        let mended = walk.mend(root, shape, at: "")
        let value: Value
        do {
            value = try YAMLDecoder().decode(Value.self, from: mended)
        } catch {
            let problems = walk.problems.isEmpty ? [YAMLTrouble.problem(error)] : walk.problems
            throw PolicyFileError(problems: PolicyProblem.inOrder(problems.map(walk.placing)))
        }
        // What was put in the place of something broken is no fault of the author's.
        let further = check(value).filter { !walk.isMended($0.path) }
        let problems = walk.problems + further
        guard problems.isEmpty else {
            throw PolicyFileError(problems: PolicyProblem.inOrder(problems.map(walk.placing)))
        }
        return value
    }
}

extension PolicyProblem {
    /// In the order of the file; those of one place as they were found.
    static func inOrder(_ problems: [PolicyProblem]) -> [PolicyProblem] {
        problems.enumerated().sorted { one, other in
            let (left, right) = (one.element.place, other.element.place)
            return (left?.line ?? 0, left?.column ?? 0, one.offset) < (
                right?.line ?? 0, right?.column ?? 0, other.offset
            )
        }.map(\.element)
    }
}

/// What the YAML library found, in words.
enum YAMLTrouble {
    static func problem(_ error: any Error) -> PolicyProblem {
        switch error {
        case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _):
            return PolicyProblem(path: "", message: "it is not YAML: \(problem)", place: place(mark))
        case YamlError.duplicatedKeysInMapping(let duplicates, let context):
            let names = duplicates.map { "“\($0)”" }.joined(separator: ", ")
            return PolicyProblem(
                path: "", message: "\(names) is there more than once in one mapping", place: place(context.mark))
        case DecodingError.keyNotFound(let key, let context):
            return PolicyProblem(path: path(context.codingPath + [key]), message: "is missing")
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            return PolicyProblem(path: path(context.codingPath), message: "is of another kind than it must be")
        case DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty:
            return PolicyProblem(path: path(context.codingPath), message: context.debugDescription)
        default:
            return PolicyProblem(path: "", message: "it is not YAML: \(error)")
        }
    }

    static func place(_ mark: Mark) -> PolicyProblem.Place {
        PolicyProblem.Place(line: mark.line, column: mark.column)
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.reduce(into: "") { text, key in
            text += key.intValue.map { "[\($0)]" } ?? (text.isEmpty ? key.stringValue : "." + key.stringValue)
        }
    }
}
