import Foundation

/// Names a run: one request item's plan being carried out.
///
/// It follows from the request item and the plan, so a plan that is delivered twice is the same run, and another plan is another one.
public struct RunID: Hashable, Sendable, LosslessStringConvertible {
    public let description: String

    public init(ritm: RITMNumber, planDigest: String) {
        self.description = GUIDText.text(of: StableID.make(["run", ritm.description, planDigest]))
    }

    /// The run that removes, at the plan's end, what the plan has added.
    ///
    /// - Parameter removal: the key of the removal.
    public init(ritm: RITMNumber, planDigest: String, ending removal: OperationKey) {
        self.description = StableID.make(["run", ritm.description, planDigest, "end", removal.description])
            .uuidString.lowercased()
    }

    public init?(_ text: String) {
        guard let id = GUIDText.parse(text) else { return nil }
        self.description = GUIDText.text(of: id)
    }
}

extension RunID: TextCodable {}
