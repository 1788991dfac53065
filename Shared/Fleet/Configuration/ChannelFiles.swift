/// Which file holds the webhook's address of which channel: `Finance=/run/secrets/finance, HR=/run/secrets/hr`.
enum ChannelFiles {
    /// - Parameter variable: for what is said of a text that is of another form.
    /// - Throws: ``ConfigurationError``, also where a channel is named twice.
    static func parse(_ text: String, _ variable: String) throws(ConfigurationError) -> [String: String] {
        var files: [String: String] = [:]
        for part in text.split(separator: ",") {
            let sides = part.split(separator: "=", maxSplits: 1).map(trimmed)
            guard sides.count == 2, !sides[0].isEmpty, !sides[1].isEmpty else {
                throw ConfigurationError(variable, "must be of the form channel=file, with commas between")
            }
            guard files.updateValue(sides[1], forKey: sides[0]) == nil else {
                throw ConfigurationError(variable, "names the channel “\(sides[0])” more than once")
            }
        }
        return files
    }

    private static func trimmed(_ text: Substring) -> String {
        let start = text.drop { $0 == " " }
        return String(start.prefix(start.count - start.reversed().prefix { $0 == " " }.count))
    }
}
