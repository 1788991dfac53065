import OrderedCollections
import SimulatorKit

/// What a Workflows webhook takes: a message with Adaptive Cards.
///
/// Source: Microsoft, "Create incoming webhooks with Workflows for Microsoft Teams" (msteams-docs, connectors-using).
enum CardEnvelope {
    static let cardType = "application/vnd.microsoft.card.adaptive"

    /// What is wrong with a payload, as one sentence; nil if the flow can post it.
    static func flaw(of payload: JSONValue) -> String? {
        guard payload.object != nil else { return "The body must be a JSON object." }
        guard payload["type"]?.string == "message" else { return "The property 'type' must be 'message'." }
        guard let attachments = payload["attachments"]?.array, !attachments.isEmpty else {
            return "The property 'attachments' must be an array with at least one card."
        }
        for attachment in attachments {
            guard attachment["contentType"]?.string == cardType else {
                return "The property 'contentType' of an attachment must be '\(cardType)'."
            }
            guard let content = attachment["content"], content.object != nil else {
                return "The property 'content' of an attachment must be an object."
            }
            guard content["type"]?.string == "AdaptiveCard" else {
                return "The property 'type' of a card must be 'AdaptiveCard'."
            }
            guard content["version"]?.string != nil else { return "A card must have a 'version'." }
        }
        return nil
    }
}
