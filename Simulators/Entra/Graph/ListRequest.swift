import Foundation
import HTTPTypes
import OrderedCollections
import SimulatorKit

/// The rules of lists: which queries the directory takes, in which order and in how many pages it answers. Pure.
struct ListRequest: Sendable {
    static let defaultPageSize = 100

    let call: GraphCall
    /// Nil for collections of several kinds.
    let kind: ObjectKind?

    private var query: ODataQuery { call.query }

    private var typeName: String { kind?.typeName ?? "microsoft.graph.directoryObject" }

    /// Refuses what the directory does not offer, or offers as an advanced query only.
    func check() throws(GraphError) {
        try checkProperties()
        if query.search != nil, !call.isEventual {
            throw .unsupportedQuery(
                "Request with $search query parameter only works through MSGraph with a special request header: "
                    + "'ConsistencyLevel: eventual'")
        }
        if query.wantsCount, !call.isEventual { throw .badRequest("$count is not currently supported.") }
        guard !call.isEventual || !query.wantsCount else { return }
        if let property = query.filter?.firstAdvancedProperty ?? advancedPropertyOfMixedList {
            throw .unsupportedQuery(
                "Unsupported or invalid query filter clause specified for property '\(property)' of resource "
                    + "'\(kind?.resourceName ?? "DirectoryObject")'.")
        }
        if query.orderBy != nil, query.filter != nil || kind == nil {
            throw .unsupportedQuery("Sorting not supported for current query.")
        }
    }

    /// Without advanced queries, a list of members can be filtered by id alone.
    private var advancedPropertyOfMixedList: String? {
        guard kind == nil, let filter = query.filter, filter.onlyIDs == nil else { return nil }
        return filter.properties.first
    }

    private func checkProperties() throws(GraphError) {
        try Self.checkSelect(query.select, kind)
        for property in query.filter?.properties ?? [] where !Self.isKnown(property, kind) {
            throw .invalidQuery(
                "Invalid filter clause: Could not find a property named '\(property)' on type '\(typeName)'.")
        }
        if let property = query.orderBy?.property, !Self.isKnown(property, kind) {
            throw .invalidQuery("Could not find a property named '\(property)' on type '\(typeName)'.")
        }
        for expansion in query.expand where kind?.expandableProperties.contains(expansion.property) != true {
            throw .unknownProperty(expansion.property, of: typeName)
        }
    }

    /// - Throws: If something is selected that objects of the kind don't have.
    static func checkSelect(_ select: [String]?, _ kind: ObjectKind?) throws(GraphError) {
        for property in select ?? [] where !isKnown(property, kind) {
            throw .unknownProperty(property, of: kind?.typeName ?? "microsoft.graph.directoryObject")
        }
    }

    private static func isKnown(_ property: String, _ kind: ObjectKind?) -> Bool {
        guard let kind else {
            return isKnown(property, .user) || isKnown(property, .group)
        }
        return kind.properties[property] != nil || kind.expandableProperties.contains(property)
    }

    /// Whether an object belongs into the list.
    func includes(_ properties: JSONObject) -> Bool {
        if let filter = query.filter, !filter.matches(properties) { return false }
        guard let search = query.search else { return true }
        return Self.matches(properties, search: search)
    }

    /// `"displayName:text"`: a word of the property starts with the text.
    private static func matches(_ properties: JSONObject, search: String) -> Bool {
        let clause = search.filter { $0 != "\"" }
        guard let colon = clause.firstIndex(of: ":") else { return false }
        let text = clause[clause.index(after: colon)...].lowercased()
        let value = properties[clause[..<colon].trimmed]?.string?.lowercased() ?? ""
        return value.hasPrefix(text) || value.split { !$0.isLetter && !$0.isNumber }.contains { $0.hasPrefix(text) }
    }

    /// Cuts out the page that was asked for, and writes the answer.
    ///
    /// - Parameters:
    ///   - matches: Everything that belongs into the list, in order.
    ///   - write: Turns one object into JSON.
    func page<Object>(
        _ matches: [Object], context: String, write: (Object) -> JSONObject
    ) throws(GraphError) -> GraphReply {
        let start = try offset()
        let size = query.top ?? Self.defaultPageSize
        let page = matches.dropFirst(start).prefix(size)
        var answer: JSONObject = ["@odata.context": call.context(context)]
        if query.wantsCount { answer["@odata.count"] = .integer(matches.count) }
        if start + page.count < matches.count { answer["@odata.nextLink"] = nextLink(start + page.count) }
        answer["value"] = .array(page.map { .object(write($0)) })
        return .json(.object(answer))
    }

    /// In the order that was asked for.
    func sorted<Object>(_ objects: [Object], _ properties: (Object) -> JSONObject) -> [Object] {
        guard let order = query.orderBy else { return objects }
        func key(_ object: Object) -> String { properties(object)[order.property]?.string?.lowercased() ?? "" }
        return objects.sorted { order.isDescending ? key($0) > key($1) : key($0) < key($1) }
    }

    private static let tokenPrefix = "page-"

    private func offset() throws(GraphError) -> Int {
        guard let token = query.skipToken else { return 0 }
        guard let data = Data(base64Encoded: token), let text = String(data: data, encoding: .utf8),
            text.hasPrefix(Self.tokenPrefix), let offset = Int(text.dropFirst(Self.tokenPrefix.count)), offset >= 0
        else {
            throw GraphError(
                .badRequest, "Directory_ExpiredPageToken",
                "The specified page token value has expired and can no longer be included in your request.")
        }
        return offset
    }

    private func nextLink(_ offset: Int) -> JSONValue {
        let kept = (call.request.rawQuery ?? "").split(separator: "&").filter { item in
            let name = PercentEncoding.decoded(String(item.prefix { $0 != "=" })).lowercased()
            return name != "$skiptoken" && name != "skiptoken"
        }
        let token = Data("\(Self.tokenPrefix)\(offset)".utf8).base64EncodedString()
        let query = (kept.map(String.init) + ["$skiptoken=\(PercentEncoding.encoded(token))"]).joined(separator: "&")
        return .string("\(call.request.baseURL)\(call.request.rawPath)?\(query)")
    }
}
