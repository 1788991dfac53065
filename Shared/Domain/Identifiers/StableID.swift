import Crypto
public import Foundation

/// Ids that follow from what they name: the same fact has the same id, whoever states it and however often.
///
/// A UUID of version 8 (RFC 9562: vendor-specific), made of the first 122 free bits of the SHA-256 of the name's parts.
public enum StableID {
    /// - Parameter parts: what is named. Each part is length-prefixed, so that `["ab", "c"]` and `["a", "bc"]` differ.
    public static func make(_ parts: [String]) -> UUID {
        var hash = SHA256()
        for part in parts {
            let bytes = Array(part.utf8)
            withUnsafeBytes(of: UInt64(bytes.count).bigEndian) { hash.update(bufferPointer: $0) }
            hash.update(data: bytes)
        }
        var bytes = Array(hash.finalize().prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x80
        bytes[8] = bytes[8] & 0x3F | 0x80
        return bytes.withUnsafeBytes { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
    }
}
