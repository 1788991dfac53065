import SimulatorKit

/// The query options of a request (OData 4.0), as far as Graph's directory knows them. Pure.
struct ODataQuery: Sendable, Hashable {
    /// One `$expand`, with its own `$select` if it has one.
    struct Expansion: Sendable, Hashable {
        var property: String
        var select: [String]?
    }

    var select: [String]?
    var expand: [Expansion] = []
    var filter: FilterExpression?
    var orderBy: OrderBy?
    var top: Int?
    var wantsCount = false
    var search: String?
    /// Where the next page starts.
    var skipToken: String?

    struct OrderBy: Sendable, Hashable {
        var property: String
        var isDescending: Bool
    }

    static let none = ODataQuery()

    private init() {}

    /// Reads the query options. Graph takes them with and without the dollar sign, and ignores what else is in a
    /// query.
    ///
    /// - Throws: Graph's refusal of an option that it can't read, or that the directory does not offer.
    init(_ items: [FormItem]) throws(GraphError) {
        var seen: Set<String> = []
        for item in items {
            let name = (item.name.hasPrefix("$") ? String(item.name.dropFirst()) : item.name).lowercased()
            guard Self.names.contains(name) else {
                guard !item.name.hasPrefix("$") else {
                    throw .invalidQuery("The query parameter '\(item.name)' is not supported.")
                }
                continue
            }
            guard seen.insert(name).inserted else {
                throw .invalidQuery(
                    "Query option '$\(name)' was specified more than once, but it must be specified at most once.")
            }
            try read(name, item.value)
        }
    }

    private static let names: Set = [
        "select", "expand", "filter", "orderby", "top", "count", "search", "skiptoken", "skip", "format",
    ]

    private mutating func read(_ name: String, _ value: String) throws(GraphError) {
        switch name {
        case "select":
            let properties = Self.list(value)
            guard !properties.isEmpty else {
                throw .invalidQuery("Parsing OData Select and Expand failed: Empty segment encountered in request URL.")
            }
            select = properties
        case "expand": expand = try Self.expansions(value)
        case "filter": filter = try FilterExpression(parsing: value)
        case "orderby": orderBy = try Self.orderBy(value)
        case "top":
            guard let number = Int(value) else {
                throw .invalidQuery(
                    "Invalid value '\(value)' for $top query option found. "
                        + "The $top query option requires a non-negative integer value.")
            }
            guard (1...999).contains(number) else {
                throw .unsupportedQuery(
                    "Invalid page size specified: '\(number)'. Must be between 1 and 999 inclusive.")
            }
            top = number
        case "count":
            guard let flag = Bool(value.lowercased()) else {
                throw .invalidQuery(
                    "Invalid value '\(value)' for $count query option found. "
                        + "Valid values are 'true' and 'false'.")
            }
            wantsCount = flag
        case "search": search = value
        case "skiptoken": skipToken = value
        case "format":
            guard value.lowercased().contains("json") else {
                throw .invalidQuery(
                    "A supported MIME type could not be found that matches the content type of the "
                        + "response. None of the supported type(s) matches the content type '\(value)'.")
            }
        default: throw .badRequest("'$\(name)' is not supported by the service.")
        }
    }

    private static func list(_ value: String) -> [String] {
        value.split(separator: ",").map { $0.trimmed }.filter { !$0.isEmpty }
    }

    /// `manager($select=id,displayName),memberOf`
    private static func expansions(_ value: String) throws(GraphError) -> [Expansion] {
        var expansions: [Expansion] = []
        var rest = value[...]
        while !rest.isEmpty {
            let name = rest.prefix { $0 != "," && $0 != "(" }
            rest = rest[name.endIndex...]
            var expansion = Expansion(property: name.trimmed)
            if rest.first == "(" {
                guard let close = rest.firstIndex(of: ")") else {
                    throw .invalidQuery(
                        "Parsing OData Select and Expand failed: Found an unbalanced bracket expression.")
                }
                let option = rest[rest.index(after: rest.startIndex)..<close].trimmed
                guard let start = ["$select=", "select="].first(where: option.lowercased().hasPrefix) else {
                    throw .unsupportedQuery("Unsupported Query.")
                }
                expansion.select = list(String(option.dropFirst(start.count)))
                rest = rest[rest.index(after: close)...]
            }
            guard !expansion.property.isEmpty else {
                throw .invalidQuery("Parsing OData Select and Expand failed: Empty segment encountered in request URL.")
            }
            expansions.append(expansion)
            if rest.first == "," { rest.removeFirst() }
        }
        return expansions
    }

    private static func orderBy(_ value: String) throws(GraphError) -> OrderBy {
        let words = value.split(separator: " ")
        guard let property = words.first, words.count <= 2, !property.contains(",") else {
            throw .unsupportedQuery("Unsupported Query.")
        }
        let direction = words.count == 2 ? words[1].lowercased() : "asc"
        guard ["asc", "desc"].contains(direction) else {
            throw .invalidQuery("Syntax error at position \(value.utf8.count) in '\(value)'.")
        }
        return OrderBy(property: String(property), isDescending: direction == "desc")
    }
}

extension StringProtocol {
    /// Without the spaces around it.
    var trimmed: String {
        let start = firstIndex { $0 != " " } ?? endIndex
        guard let end = lastIndex(where: { $0 != " " }) else { return "" }
        return String(self[start...end])
    }
}
