import Mustache

/// A part of a page, with places to fill in: Mustache, in which `{{name}}` is escaped, and `{{{name}}}` is HTML already.
public struct PageTemplate: Sendable {
    private let template: MustacheTemplate

    /// - Parameter text: a constant of the program: one that can't be read ends it.
    public init(_ text: StaticString) {
        PageText.register
        do {
            template = try MustacheTemplate(string: "{{% CONTENT_TYPE:\(PageText.name)}}\n\(text)")
        } catch {
            preconditionFailure("a page's template can't be read: \(error)")
        }
    }

    /// - Parameter values: an object whose properties are what is filled in.
    public func render(_ values: Any) -> String { template.render(values) }
}

/// Escapes what is filled in, a Unicode scalar at a time.
///
/// Mustache's own goes by characters, and a quotation mark with an accent over it is another character than a quotation mark. To a browser it
/// is one all the same, and ends an attribute's value.
struct PageText: MustacheContentType {
    static let name = "LANDFALL-PAGE"
    /// Evaluated once, before the first template is read.
    static let register: Void = MustacheContentTypes.register(PageText(), named: name)

    func escapeText(_ text: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
            case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
            case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": escaped.append(contentsOf: "&quot;".unicodeScalars)
            case "'": escaped.append(contentsOf: "&#39;".unicodeScalars)
            default: escaped.append(scalar)
            }
        }
        return String(escaped)
    }
}
