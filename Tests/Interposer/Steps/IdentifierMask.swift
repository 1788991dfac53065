/// Leaves ids out of a text, so that the same step of two runs has the same name.
package enum IdentifierMask {
    /// Replaces GUIDs, sys_ids (32 hexadecimal digits), the digits of ticket numbers (`RITM0010001`) and whatever has an
    /// at sign (user names, also percent-encoded) by an ellipsis.
    package static func masked(_ text: String) -> String {
        // Replaced within each word, so that what stands around an id in a path or a key survives.
        var result = ""
        var word = ""
        for character in text.replacing("%40", with: "@") {
            if character.isLetter || character.isNumber || "-._@%".contains(character) {
                word.append(character)
            } else {
                result += maskedWord(word)
                word = ""
                result.append(character)
            }
        }
        return result + maskedWord(word)
    }

    private static func maskedWord(_ word: String) -> String {
        if word.contains("@") { return "…" }
        let hexadecimalDigits = word.filter(\.isHexDigit).count
        let hasOnlyIdCharacters = word.allSatisfy { $0.isHexDigit || $0 == "-" }
        if hasOnlyIdCharacters, hexadecimalDigits == 32, word.count == 32 || word.count == 36 { return "…" }
        let letters = word.prefix { $0.isUppercase }
        let digits = word.dropFirst(letters.count)
        if letters.count >= 3, digits.count >= 5, digits.allSatisfy(\.isNumber) { return letters + "…" }
        return word
    }
}
