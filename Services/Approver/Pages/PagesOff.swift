import Hummingbird
import SignIn

/// What is at the pages' addresses while nobody can sign in: links to them are on tickets and cards all the same.
struct PagesOff: Sendable {
    func add(to router: Router<BasicRequestContext>) {
        for path in ["/approvals", "/approvals/:run", "/delegations"] as [RouterPath] {
            router.get(path) { _, _ in
                Notice(
                    .serviceUnavailable, "These pages are off",
                    "Nobody can sign in: the Approver’s LANDFALL_SESSION_KEY_FILE is not set. The people who run Landfall can change that."
                ).response
            }
        }
    }
}
