/// A message of PostgreSQL's protocol 3.0 (chapter "Message Formats" of its manual), with the bytes it came as.
package struct PostgresMessage: Sendable, Hashable {
    /// The letter that says which message it is; nil for the messages of a connection's beginning, which have none.
    package let letter: Character?
    package let bytes: [UInt8]

    /// A reader that stands behind the letter and the length.
    package var body: ByteReader { ByteReader(bytes, from: letter == nil ? 4 : 5) }
}
