import Foundation
import SimulatorKit

/// Who may sign in, with which password, in which roles.
struct Accounts: Sendable {
    struct Account: Sendable {
        let password: String
        let roles: Set<String>
    }

    private(set) var byName: [String: Account] = [:]

    mutating func add(_ name: String, password: String, roles: Set<String>) {
        byName[name] = Account(password: password, roles: roles)
    }

    func accepts(_ name: String, _ password: String) -> Bool { byName[name]?.password == password }
}

extension Instance {
    /// The person or integration user behind a name; nil if there is none, or it is inactive or locked.
    func caller(named name: String) -> Caller? {
        guard let place = database.places(in: "sys_user", where: "user_name", is: name).first,
            database.value("active", of: place) == "true", database.value("locked_out", of: place) != "true"
        else { return nil }
        let id = database.value("sys_id", of: place)
        let granted = database.places(in: "sys_user_has_role", where: "user", is: id).map {
            database.value("name", of: "sys_user_role", database.value("role", of: $0))
        }
        let zone = TimeZone(identifier: database.value("time_zone", of: place)) ?? .gmt
        return Caller(
            userName: name, userID: id, roles: (accounts.byName[name]?.roles ?? []).union(granted), zone: zone)
    }

    /// Finds out who calls from the `Authorization` header.
    func authenticate(_ header: String?, now: GlideDateTime) -> Caller? {
        guard let header, let space = header.firstIndex(of: " ") else { return nil }
        let credentials = header[header.index(after: space)...].trimmedOfBlanks
        switch header[..<space].lowercased() {
        case "basic":
            guard let data = Data(base64Encoded: credentials) else { return nil }
            let parts = String(decoding: data, as: UTF8.self)
                .split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, accounts.accepts(String(parts[0]), String(parts[1])),
                let caller = caller(named: String(parts[0])), passesBasicGate(caller)
            else { return nil }
            return caller
        case "bearer": return tokens.userName(of: credentials, now: now).flatMap(caller(named:))
        default: return nil
        }
    }

    /// "Basic authentication restriction": once it is enforced, only accounts that are made for web services pass. Who
    /// is turned away sees the plain 401.
    private func passesBasicGate(_ caller: Caller) -> Bool {
        guard property("glide.authenticate.basic_auth.restriction.default_decision") == "deny" else { return true }
        return caller.roles.contains("snc_basic_auth_api_access")
            || database.value("web_service_access_only", of: "sys_user", caller.userID) == "true"
    }
}
