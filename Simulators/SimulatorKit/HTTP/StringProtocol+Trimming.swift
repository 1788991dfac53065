extension StringProtocol {
    /// Without the spaces and tabs around it, which is all the white space that HTTP knows (RFC 9110, 5.6.3).
    ///
    /// Foundation's own trimming goes through UTF-16, which shows in the profile of a server that trims with each request.
    public var trimmedOfBlanks: String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        var rest = self[...]
        while let first = rest.first, isBlank(first) { rest.removeFirst() }
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        return String(rest)
    }
}
