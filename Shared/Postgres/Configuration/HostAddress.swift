internal import Glibc

/// One address of one of the configured hosts.
struct HostAddress: Sendable, Hashable {
    /// The name as configured: the certificate is checked against it.
    var host: String
    /// Numeric; empty for a Unix socket, whose `host` is a directory.
    var address: String
    var port: String
}

/// Looks up host names. Blocks, so it belongs on a thread of its own: libpq itself would do it within PQconnectPoll.
struct HostResolver: Sendable {
    var hosts: [String]
    var ports: [String]

    init(_ parameters: ConnectionParameters) {
        hosts = (parameters.value("host") ?? "localhost").split(separator: ",", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "localhost" : String($0) }
        let given = (parameters.value("port") ?? "5432").split(separator: ",").map(String.init)
        // One port for all hosts, or one for each.
        ports = hosts.indices.map { given.isEmpty ? "5432" : given[given.count == 1 ? 0 : min($0, given.count - 1)] }
    }

    /// Every address of every host, in order; hosts that have none are left out.
    ///
    /// - Throws: ``PostgresError`` with code `connectFailed` if no host has an address.
    func resolve() throws(PostgresError) -> [HostAddress] {
        var found: [HostAddress] = []
        var failures: [String] = []
        for (host, port) in zip(hosts, ports) {
            if host.hasPrefix("/") || host.hasPrefix("@") {
                found.append(HostAddress(host: host, address: "", port: port))
                continue
            }
            switch Self.addresses(of: host) {
            case .success(let addresses):
                found += addresses.map { HostAddress(host: host, address: $0, port: port) }
            case .failure(let failure): failures.append("\(host): \(failure.reason)")
            }
        }
        guard !found.isEmpty else {
            throw PostgresError(.connectFailed, "no address found for \(failures.joined(separator: "; "))")
        }
        return found
    }

    private struct LookupFailure: Error { var reason: String }

    private static func addresses(of host: String) -> Result<[String], LookupFailure> {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, nil, &hints, &list)
        guard status == 0 else { return .failure(LookupFailure(reason: String(cString: gai_strerror(status)))) }
        defer { freeaddrinfo(list) }
        var addresses: [String] = []
        var entry = list
        while let current = entry {
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            if getnameinfo(
                current.pointee.ai_addr, current.pointee.ai_addrlen, &text, socklen_t(text.count), nil, 0,
                NI_NUMERICHOST)
                == 0
            {
                addresses.append(String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
            }
            entry = current.pointee.ai_next
        }
        return .success(addresses)
    }
}
