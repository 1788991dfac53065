import Foundation

/// How browsers reach a service's pages.
struct PublicAddress: Hashable, Sendable {
    /// Without a slash at its end.
    let base: String
    /// Scheme, host and port, as browsers write them in `Origin`.
    let origin: String
    let isSecure: Bool

    /// Fails for a text that isn't an `http` or `https` address.
    init?(_ base: String) {
        guard let url = URL(string: base), let scheme = url.scheme?.lowercased(), let host = url.host?.lowercased(),
            ["http", "https"].contains(scheme)
        else { return nil }
        self.base = base
        self.isSecure = scheme == "https"
        // Browsers leave out the port that the scheme has anyway.
        let port = url.port.flatMap { $0 == (scheme == "https" ? 443 : 80) ? nil : ":\($0)" } ?? ""
        self.origin = "\(scheme)://\(host.contains(":") ? "[\(host)]" : host)\(port)"
    }

    func callAsFunction(_ path: String) -> String { base + path }
}
