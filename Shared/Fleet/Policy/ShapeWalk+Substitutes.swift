import Domain
import Foundation
import Yams

extension ShapeWalk {
    static func kind(_ shape: PolicyShape) -> String {
        switch shape {
        case .text(let text): text.kind
        case .number: "a whole number"
        case .truth: "true or false"
        case .list: "a list"
        case .keys, .names: "a mapping of keys and values"
        }
    }

    /// Something of the shape that is no other substitute: what it stands for can't be told from the file.
    static func substitute(_ shape: PolicyShape, for path: String) -> Node {
        switch shape {
        case .text(let text): Node(substitute(text, for: path))
        case .number(let range): Node(String(range.lowerBound))
        case .truth: Node("true")
        case .list(let element, let least):
            Node((0..<least).map { substitute(element, for: "\(path)[\($0)]") })
        case .keys(let keys, let least):
            Node(
                keys.enumerated().filter { $1.isRequired || $0 < least }.map { _, key in
                    (Node(key.name), substitute(key.shape, for: "\(path).\(key.name)"))
                })
        case .names: Node([(Node, Node)]())
        }
    }

    private static func substitute(_ text: PolicyShape.Text, for path: String) -> String {
        switch text {
        case .any, .words: "what is missing at \(path)"
        case .choice(let values): values.first ?? ""
        case .sysID: String(digest(path).prefix(32))
        case .objectID:
            String(
                digest(path).prefix(32).enumerated().reduce(into: "") { id, digit in
                    if [8, 12, 16, 20].contains(digit.offset) { id.append("-") }
                    id.append(digit.element)
                })
        case .clockTime: "12:00"
        case .day: "2000-01-01"
        case .timeZone: "UTC"
        case .principalName: "\(digest(path).prefix(16))@example.invalid"
        case .time: "2000-01-01T00:00:00Z"
        }
    }

    private static func digest(_ path: String) -> String { PolicyFile.version(of: Data(path.utf8)) }
}
