extension StringProtocol {
    /// Without the spaces and tabs around it, which is all the white space that HTTP knows (RFC 9110, 5.6.3).
    ///
    /// Foundation's own trimming goes through UTF-16, which shows in the profile of a server that trims with each request.
    public var trimmedOfBlanks: String {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        guard let first = utf8.firstIndex(where: { !isBlank($0) }), let last = utf8.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(self[first...last])
    }
}
