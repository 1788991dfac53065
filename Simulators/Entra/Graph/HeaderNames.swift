import HTTPTypes

/// The headers of Graph that HTTPTypes does not know.
extension HTTPField.Name {
    static let requestID = name("request-id")
    static let clientRequestID = name("client-request-id")
    static let diagnostic = name("x-ms-ags-diagnostic")
    static let resourceUnit = name("x-ms-resource-unit")
    static let throttleLimitPercentage = name("x-ms-throttle-limit-percentage")
    static let throttleScope = name("x-ms-throttle-scope")
    static let throttleInformation = name("x-ms-throttle-information")
    static let throttlePriority = name("x-ms-throttle-priority")
    static let consistencyLevel = name("ConsistencyLevel")
    static let odataVersion = name("OData-Version")

    /// The literals above are all valid field names; an invalid one would show in the first test.
    static func name(_ text: StaticString) -> HTTPField.Name {
        guard let name = HTTPField.Name("\(text)") else { preconditionFailure("\(text) is no name of a header") }
        return name
    }
}
