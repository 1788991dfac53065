import HTTPTypes
import SimulatorKit

/// The pages that people see. In place of a password, one picks who one is.
enum SignInPage {
    /// Everybody of the directory, those first who match the hint.
    static func page(
        _ request: AuthorizationRequest, parameters: [FormItem], action: String, users: [DirectoryUser],
        problem: String? = nil
    ) -> SimulatorResponse {
        let hint = request.loginHint?.lowercased()
        let ordered =
            users.filter { $0.principalName.lowercased() == hint }
            + users.filter { $0.principalName.lowercased() != hint }
        let hidden = parameters.filter { $0.name != "user" }.map { item in
            #"<input type="hidden" name="\#(escaped(item.name))" value="\#(escaped(item.value))">"#
        }
        let buttons = ordered.map { user in
            #"<li><button name="user" value="\#(user.id)">\#(escaped(user.displayName)) "#
                + "<small>\(escaped(user.principalName))</small></button></li>"
        }
        return html(
            title: "Sign in",
            """
            <h1>Pick an account</h1>
            <p>to continue to \(escaped(request.application.displayName))</p>
            \(problem.map { #"<p role="alert">\#(escaped($0))</p>"# } ?? "")
            <form method="post" action="\(escaped(action))">
            \(hidden.joined(separator: "\n"))
            <ul>
            \(buttons.joined(separator: "\n"))
            </ul>
            </form>
            """)
    }

    /// Tells the person that the request can't be answered.
    static func refusal(_ error: LoginError, description: String) -> SimulatorResponse {
        var response = html(
            title: "Sign in",
            "<h1>Sorry, but we’re having trouble signing you in.</h1>\n<pre>\(escaped(description))</pre>")
        response.status = error.status
        return response
    }

    /// Brings the answer to the app in the body of a form that sends itself.
    static func formPost(to address: String, _ items: [FormItem]) -> SimulatorResponse {
        let hidden = items.map { item in
            #"<input type="hidden" name="\#(escaped(item.name))" value="\#(escaped(item.value))">"#
        }
        return html(
            title: "Working…",
            """
            <form method="post" action="\(escaped(address))">
            \(hidden.joined(separator: "\n"))
            <noscript><button>Continue</button></noscript>
            </form>
            <script>document.forms[0].submit()</script>
            """)
    }

    private static func html(title: String, _ body: String) -> SimulatorResponse {
        var response = SimulatorResponse.text(
            """
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><title>\(title)</title></head>
            <body>
            \(body)
            </body>
            </html>

            """, contentType: "text/html; charset=utf-8")
        response.headers[.cacheControl] = "no-store, no-cache"
        return response
    }

    static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.append(character)
            }
        }
        return escaped
    }
}
