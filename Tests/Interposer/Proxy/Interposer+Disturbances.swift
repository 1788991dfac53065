extension Interposer {
    /// Lets everything that arrives from now on wait so long in either direction. Zero ends it.
    public func delay(by duration: Duration) async {
        await perform(.delay(duration))
    }

    /// Resets every connection and refuses new ones, as a network that is cut, until `heal()`.
    public func cut() async {
        await perform(.cut(true))
    }

    /// Ends a cut.
    public func heal() async {
        await perform(.cut(false))
    }

    /// Sends each HTTP request whose step's detail ("graph POST /v1.0/groups/…/members/$ref") contains `text` to its
    /// peer twice, as a proxy that repeats does. The service gets the first response. Nil ends it.
    public func repeatRequests(containing text: String?) async {
        await perform(.repeatRequests(containing: text))
    }
}
