import Domain
public import Entra
import Logging

/// What an application may do in Entra is granted there, by people; a service looks at what it got before it works with it.
extension Fleet {
    static let allowsUserWrite = "LANDFALL_GRAPH_ALLOW_USER_WRITE"
    static let allowsRoleAssignableGroups = "LANDFALL_GRAPH_ROLE_ASSIGNABLE_GROUPS"

    /// Ends the start of a service whose token could delete people.
    ///
    /// A sign-in service that doesn't answer is no reason not to start: the client refuses such a token whenever it comes.
    ///
    /// - Throws: ``ConfigurationError``, which names the permission and the variable.
    public func refuseTokenThatDeletesPeople(of graph: GraphClient) async throws(ConfigurationError) {
        let findings: [PermissionFinding]
        do throws(Failure) {
            findings = try await graph.permissionFindings()
        } catch {
            logger.warning("the token's permissions are not known yet", metadata: [LogKey.error: "\(error)"])
            return
        }
        if let problem = Self.refusal(findings) { throw problem }
    }

    static func refusal(_ findings: [PermissionFinding]) -> ConfigurationError? {
        for case .deletesPeople(let role) in findings {
            return ConfigurationError(
                allowsUserWrite,
                "is not true, and the application has \(role), with which people could be deleted: take the permission "
                    + "from it in Entra, or set the variable to true")
        }
        return nil
    }
}

extension Readiness.Check {
    /// Whether the token has the permissions that changing groups needs, and none that it must not have.
    public static func graphPermissions(of graph: GraphClient) -> Readiness.Check {
        Readiness.Check("graph permissions") {
            do throws(Failure) {
                let findings = try await graph.permissionFindings()
                return findings.isEmpty ? nil : findings.map(advice).joined(separator: "; ")
            } catch {
                return "not known: \(error)"
            }
        }
    }

    /// What is wrong, and what to do about it.
    static func advice(_ finding: PermissionFinding) -> String {
        switch finding {
        case .missing(let role):
            "the token \(finding): give the application the application permission \(role) in Entra and grant admin "
                + "consent"
        case .deletesPeople(let role):
            "the token \(finding), so nothing is written with it: take \(role) from the application in Entra, or set "
                + "\(Fleet.allowsUserWrite)=true"
        case .unneeded(let role):
            "the token \(finding): take \(role) from the application in Entra, or set "
                + "\(Fleet.allowsRoleAssignableGroups)=true"
        }
    }
}
