/// One process of a service, of which there may be several.
struct Replica: Sendable, Hashable, CustomStringConvertible {
    let service: Service
    /// From 1.
    let number: Int

    init(_ service: Service, number: Int = 1) {
        self.service = service
        self.number = number
    }

    /// Of its process and its log.
    var name: String { number == 1 ? service.rawValue : "\(service.rawValue)-\(number)" }
    var description: String { name }
}
