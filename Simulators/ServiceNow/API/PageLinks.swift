import SimulatorKit

/// The `Link` header of a page.
struct PageLinks {
    private let request: SimulatorRequest
    private let limit: Int
    private let offset: Int
    private let total: Int

    init(_ request: SimulatorRequest, _ parameters: TableParameters, total: Int) {
        self.request = request
        limit = parameters.limit
        offset = parameters.offset
        self.total = total
    }

    /// Nil when everything is on one page.
    var header: String? {
        guard limit > 0, total > limit || offset > 0 else { return nil }
        var links = [link("first", 0)]
        if offset > 0 { links.append(link("prev", max(0, offset - limit))) }
        if offset + limit < total { links.append(link("next", offset + limit)) }
        links.append(link("last", max(0, (total - 1) / limit * limit)))
        return links.joined(separator: ",")
    }

    private func link(_ relation: String, _ offset: Int) -> String {
        let kept = (request.rawQuery ?? "").split(separator: "&").filter {
            !$0.hasPrefix("sysparm_offset=") && !$0.hasPrefix("sysparm_limit=")
        }
        let query = (kept.map(String.init) + ["sysparm_limit=\(limit)", "sysparm_offset=\(offset)"])
            .joined(separator: "&")
        return "<\(request.baseURL)\(request.rawPath)?\(query)>;rel=\"\(relation)\""
    }
}
