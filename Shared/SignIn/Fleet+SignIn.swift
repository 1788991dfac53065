import Entra
public import Fleet
import Foundation
import Logging

extension Fleet {
    /// Signing in to this service's pages, as it is configured; nil where it isn't, and the pages are to be off.
    ///
    /// - Parameters:
    ///   - address: how browsers reach the service.
    ///   - roles: the app roles that its pages ask for.
    /// - Throws: ``Fleet/ConfigurationError``
    public func signIn(at address: String, roles: Set<String>) throws(ConfigurationError) -> SignIn? {
        let keyFile = "LANDFALL_SESSION_KEY_FILE"
        guard settings.string(keyFile) != nil else { return nil }
        let key = try SessionKey(base64: try settings.secret(keyFile), variable: keyFile)
        guard let address = PublicAddress(address) else {
            throw ConfigurationError("LANDFALL_\(identity.name.rawValue.uppercased())_URL", "is no address of a page")
        }
        let configuration = try entraOfPages()
        let http = try httpClient { $0 = configuration.httpClientConfiguration }
        return SignIn(
            service: identity.name.rawValue, login: EntraLogin(configuration: configuration, http: http, now: now),
            key: key, address: address, roles: roles,
            lifetime: try sessionLifetime(), now: now,
            logger: Logger(label: "sign-in"))
    }

    /// A session can't be ended from here before its time, so that is a day at most.
    private func sessionLifetime() throws(ConfigurationError) -> Duration {
        let name = "LANDFALL_SESSION_LIFETIME"
        let lifetime = try settings.duration(name, default: .seconds(3600))
        guard (.seconds(60)...(.seconds(86_400))).contains(lifetime) else {
            throw ConfigurationError(name, "must be from 1m to 24h")
        }
        return lifetime
    }

    /// The application that people sign in to: one of its own, or the one that also calls Graph.
    private func entraOfPages() throws(ConfigurationError) -> EntraConfiguration {
        let prefix = settings.string("LANDFALL_SIGNIN_CLIENT_ID") == nil ? "LANDFALL" : "LANDFALL_SIGNIN"
        let certificate = "\(prefix)_CLIENT_CERTIFICATE_FILE"
        let configuration = EntraConfiguration(
            loginURL: try settings.baseURL("LANDFALL_LOGIN_URL", default: "https://login.microsoftonline.com"),
            tenantID: try tenantID(),
            clientID: try settings.required("\(prefix)_CLIENT_ID"),
            credential: settings.string(certificate) == nil
                ? .secretFile(try settings.file("\(prefix)_CLIENT_SECRET_FILE"))
                : .certificateFile(try settings.file(certificate)),
            caFile: self.configuration.caFile,
            requestTimeout: .seconds(10))
        if let problem = configuration.problems.first(where: { $0.setting == .clientID }) {
            throw ConfigurationError("\(prefix)_CLIENT_ID", problem.message)
        }
        return configuration
    }
    /// Tokens name the tenant by its id, whatever it was asked for by.
    private func tenantID() throws(ConfigurationError) -> String {
        let id = try settings.required("LANDFALL_TENANT_ID").lowercased()
        guard UUID(uuidString: id)?.uuidString.lowercased() == id else {
            throw ConfigurationError(
                "LANDFALL_TENANT_ID", "must be the tenant's id, not one of its domains, for people to sign in")
        }
        return id
    }
}
