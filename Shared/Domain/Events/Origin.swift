/// Who states an event: a service's instance.
public struct Origin: Hashable, Codable, Sendable {
    /// The service, such as `executor`.
    public var service: String
    /// Which of its instances.
    public var instance: String

    public init(service: String, instance: String) {
        self.service = service
        self.instance = instance
    }
}
