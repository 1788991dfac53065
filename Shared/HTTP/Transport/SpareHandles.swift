import CCurl

/// Handles without work.
///
/// A handle keeps the options it was prepared with: setting them all for each request shows in the profile. It is kept with
/// the kind of request that they are for, so that no request gets one with options of another kind.
struct SpareHandles {
    private struct Spare {
        var easy: CurlEasy
        /// `nil` if it was reset.
        var kind: TransferKind?
    }

    private let configuration: HTTPClientConfiguration
    private var spares: [Spare] = []

    init(configuration: HTTPClientConfiguration) {
        self.configuration = configuration
    }

    /// A handle that is prepared for a kind of request, but knows nothing of any request.
    ///
    /// - Throws: ``CurlFailure`` for want of memory, or for an option that libcurl refuses.
    mutating func take(for kind: TransferKind) throws(CurlFailure) -> CurlEasy {
        // The last one if there is none of the kind, so that there are never more handles than were needed at a time.
        guard let index = spares.lastIndex(where: { $0.kind == kind }) ?? spares.indices.last else {
            guard let easy = CurlEasy() else { throw CurlFailure(result: CURLE_OUT_OF_MEMORY) }
            try easy.prepare(for: kind, configuration)
            return easy
        }
        let spare = spares.remove(at: index)
        guard spare.kind != kind else { return spare.easy }
        spare.easy.reset()
        try spare.easy.prepare(for: kind, configuration)
        return spare.easy
    }

    /// Takes a handle back that a transfer has let go of.
    ///
    /// - Parameter kind: What the handle is still prepared for; `nil` if it was reset.
    mutating func keep(_ easy: CurlEasy, for kind: TransferKind?) {
        if spares.count < configuration.maximumConnections { spares.append(Spare(easy: easy, kind: kind)) }
    }
}
