/// The base addresses of a configuration, which people write with and without a slash at the end.
enum BaseAddress {
    static func trimmed(_ text: String) -> String {
        String(text.reversed().drop { $0 == "/" }.reversed())
    }
}
