public import Foundation

/// The object id of something in Microsoft Entra: a GUID, kept in lower case, so that equal ids are equal texts.
///
/// `Kind` is ``UserKind`` or ``GroupKind``: a user's id can't stand where a group's is wanted.
public struct DirectoryObjectID<Kind: Sendable>: Hashable, Sendable, LosslessStringConvertible {
    public let description: String

    public init(_ id: UUID) {
        self.description = GUIDText.text(of: id)
    }

    /// Fails for a text that isn't a GUID of 36 characters.
    public init?(_ text: String) {
        guard let id = GUIDText.parse(text) else { return nil }
        self.init(id)
    }
}

extension DirectoryObjectID: TextCodable {}

/// A dictionary by such ids is a JSON object, not a list of keys and values in turn.
extension DirectoryObjectID: CodingKeyRepresentable {
    public var codingKey: any CodingKey { IDKey(stringValue: description) }

    public init?<Key: CodingKey>(codingKey: Key) {
        self.init(codingKey.stringValue)
    }

    private struct IDKey: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}

/// Marks the ids of people.
public enum UserKind: Sendable {}
/// Marks the ids of groups.
public enum GroupKind: Sendable {}

/// The object id of a person in Entra.
public typealias UserID = DirectoryObjectID<UserKind>
/// The object id of a group in Entra.
public typealias GroupID = DirectoryObjectID<GroupKind>
