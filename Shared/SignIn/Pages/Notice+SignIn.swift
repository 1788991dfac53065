import HTTPTypes

/// What people are told about signing in.
extension Notice {
    /// - Parameter again: where to sign in once more.
    static func about(_ problem: SignInProblem, base: String, again: Link) -> Notice {
        switch problem {
        case .notUnderWay:
            Notice(
                .badRequest, "This sign-in could not be completed",
                "It was not begun in this browser, took longer than ten minutes, or was completed before.",
                "If it happens again: the browser has to accept cookies, and these pages have to be opened at \(base).",
                link: again)
        case .refused(let code):
            Notice(.forbidden, "Microsoft did not sign you in", "It says: \(code).", link: again)
        case .unavailable:
            Notice(
                .serviceUnavailable, "Microsoft’s sign-in can’t be reached",
                "You are not signed in. Try it again in a minute.",
                link: again)
        case .codeRefused:
            Notice(
                .badGateway, "Microsoft did not confirm this sign-in",
                "Signing in took too long, or its answer came twice: sign in again.",
                "If that doesn’t help, the registration of these pages in Microsoft Entra isn’t as it should be. The people who run "
                    + "Landfall find the reason in the service’s log.",
                link: again)
        case .token(let fault):
            Notice(
                .forbidden, "This sign-in is not accepted",
                "What Microsoft says of you can’t be trusted as it came (\(fault.rawValue)). You are not signed in.",
                "If it happens again, tell the people who run Landfall.", link: again)
        case .tooLong:
            Notice(
                .forbidden, "You can’t be signed in",
                "Your name is longer than a browser can keep. Tell the people who run Landfall.")
        }
    }

    static func signedIn(_ person: SignedInPerson) -> Notice {
        Notice(
            .ok, "You are signed in", "As \(person.name) (\(person.account)).",
            "Open the link once more that brought you here.")
    }

    static func signedOut(again: Link) -> Notice {
        Notice(
            .ok, "You are signed out of Landfall", "With Microsoft you may still be signed in, in this browser.",
            link: again)
    }

    static func roleMissing(_ role: String, of person: SignedInPerson, other: Link) -> Notice {
        Notice(
            .forbidden, "You may not see this page",
            "You are signed in as \(person.name) (\(person.account)), who doesn’t have the app role \(role).",
            "Whoever runs Microsoft Entra can assign it to you: Enterprise applications, the application of these pages, "
                + "Users and groups. Sign in again after that.",
            link: other)
    }

    static func sessionOver(again: Link) -> Notice {
        Notice(
            .unauthorized, "You are not signed in any more", "Nothing was done. Sign in, and do it again.", link: again)
    }

    static func notFromHere(again: Link) -> Notice {
        Notice(
            .forbidden, "This form is not accepted",
            "It was not sent from a page of this service that was opened in this session. Nothing was done.",
            "Open the page again, and send the form from there.", link: again)
    }

    static let formUnreadable = Notice(
        .badRequest, "This form can’t be read", "It did not arrive as a browser sends it. Nothing was done.")
    static let formTooLong = Notice(
        .contentTooLarge, "This form is too long", "Write less. Nothing was done.")

    static func failed(again: Link) -> Notice {
        Notice(
            .serviceUnavailable, "This can’t be shown or done at the moment",
            "Something that Landfall needs doesn’t answer. Try it again in a minute: what you ask for twice is done once.",
            link: again)
    }
}
