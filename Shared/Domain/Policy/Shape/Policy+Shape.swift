extension Policy {
    /// A whole policy file.
    public static let shape = PolicyShape.keys(CodingKeys.self) { key in
        switch key {
        case .version: .needed(.number(1...1), "The version of the file's format: 1.")
        case .catalogItems:
            .needed(.list(of: CatalogItem.shape), "The items of the service catalogue that grant access.")
        case .identity:
            .optional(
                .choice(IdentityRoad.self),
                "By what a person in ServiceNow is found in Entra. user_name (the default): sys_user.user_name is the "
                    + "userPrincipalName; mail: sys_user.email is the mail; employee_id: sys_user.employee_number is the employeeId."
            )
        case .calendars:
            .optional(.list(of: BusinessCalendar.shape, least: 0), "Calendars that approval_timing may name.")
        case .approvalTiming: .optional(ApprovalTiming.shape, "How long people have to decide.")
        }
    }
}

extension BusinessCalendar {
    static let shape = PolicyShape.keys(CodingKeys.self) { key in
        switch key {
        case .name: .needed(.text(.words), "How approval_timing names it.")
        case .timeZone: .needed(.text(.timeZone), "An IANA name, such as Europe/Berlin.")
        case .days: .needed(.list(of: .choice(Weekday.self)), "The days on which people work.")
        case .from: .needed(.text(.clockTime), "When they begin, such as 09:00.")
        case .to: .needed(.text(.clockTime), "When they end, on the same day; 24:00 is the end of a day.")
        case .holidays: .optional(.list(of: .text(.day), least: 0), "Days on which nobody works, such as 2026-12-25.")
        }
    }
}

extension ApprovalTiming {
    static let shape = PolicyShape.keys(CodingKeys.self) { key in
        let hours = PolicyShape.number(hoursRange)
        return switch key {
        case .calendar:
            .optional(.text(.words), "The name of a calendar, whose hours alone count. Default: every hour counts.")
        case .remindAfterHours:
            .optional(
                hours, "Hours until the people of a stage are reminded, and again after as many more. Default: 24.")
        case .escalateAfterHours:
            .optional(hours, "Hours until a stage is escalated. Default: 48.")
        case .expireAfterHours:
            .optional(hours, "Hours until the request expires. Default: 120.")
        }
    }
}

extension ChangeWindow {
    static let shape = PolicyShape.keys(CodingKeys.self) { key in
        switch key {
        case .timeZone: .needed(.text(.timeZone), "An IANA name, such as Europe/Berlin.")
        case .days: .needed(.list(of: .choice(Weekday.self)), "The days on which it opens.")
        case .from: .needed(.text(.clockTime), "When it opens, such as 22:00.")
        case .to: .needed(.text(.clockTime), "When it closes; where that is before from, on the day after.")
        }
    }
}
