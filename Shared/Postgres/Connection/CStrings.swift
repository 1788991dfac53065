/// Arrays of C strings.
enum CStrings {
    /// Hands `body` a null-terminated array of pointers to null-terminated strings, valid until it returns.
    static func withPointers<R>(
        _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> R
    ) -> R {
        // One buffer for all: pinned once, its addresses hold.
        var bytes: [CChar] = []
        var offsets: [Int] = []
        for string in strings {
            offsets.append(bytes.count)
            bytes.append(contentsOf: string.utf8CString)
        }
        bytes.append(0)
        return bytes.withUnsafeBufferPointer { buffer in
            var pointers: [UnsafePointer<CChar>?] = offsets.map { offset in buffer.baseAddress.map { $0 + offset } }
            pointers.append(nil)
            return pointers.withUnsafeBufferPointer { list in
                // Never empty: it ends with a null.
                body(list.baseAddress.unsafelyUnwrapped)
            }
        }
    }
}
