import Domain
import Foundation

/// A filter in ServiceNow's query language.
///
/// There is no confirmed escape sequence for `^`, and a part that the instance doesn't understand is ignored, which widens the result.
/// So a query is built of field names that are written in the code, and of values that can't contain anything that means something.
struct EncodedQuery: Hashable {
    private(set) var text: String

    private init(_ text: String) {
        self.text = text
    }

    static func field(_ name: StaticString, equals value: SysID) -> EncodedQuery {
        EncodedQuery("\(name)=\(value)")
    }

    static func field(_ name: StaticString, equals value: CorrelationID) -> EncodedQuery {
        EncodedQuery("\(name)=\(value)")
    }

    static func field(_ name: StaticString, equals value: UserName) -> EncodedQuery {
        EncodedQuery("\(name)=\(value)")
    }

    /// - Parameter value: a word that is written in the code.
    static func field(_ name: StaticString, is value: StaticString) -> EncodedQuery {
        EncodedQuery("\(name)=\(value)")
    }

    static func field(_ name: StaticString, isGreaterThan value: SysID) -> EncodedQuery {
        EncodedQuery("\(name)>\(value)")
    }

    static func field(_ name: StaticString, isAtOrAfter time: Date) -> EncodedQuery {
        EncodedQuery("\(name)>=\(ServiceNowTime.text(of: time))")
    }

    /// - Precondition: `values` isn't empty: an empty list would be an invalid part, which widens the result.
    static func field(_ name: StaticString, isOneOf values: [SysID]) -> EncodedQuery {
        precondition(!values.isEmpty, "an empty list would match everything")
        return EncodedQuery("\(name)IN\(values.map(\.description).joined(separator: ","))")
    }

    /// At least one of some single conditions: `^OR` adds an alternative to the condition before it, and to nothing else.
    static func anyOf(_ conditions: [EncodedQuery]) -> EncodedQuery {
        EncodedQuery(conditions.map(\.text).joined(separator: "^OR"))
    }

    func and(_ other: EncodedQuery) -> EncodedQuery {
        EncodedQuery("\(text)^\(other.text)")
    }

    func orderedDescending(by name: StaticString) -> EncodedQuery {
        EncodedQuery("\(text)^ORDERBYDESC\(name)")
    }

    func ordered(by name: StaticString) -> EncodedQuery {
        EncodedQuery("\(text)^ORDERBY\(name)")
    }
}
