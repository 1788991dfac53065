/// A kind of personal data in events.
public enum PersonalData: String, CaseIterable, Sendable {
    /// Names and user principal names of people: of whom access is for, of approvers, of operators.
    case names
    /// What people, or other systems, have put in words: why an operator acted, the details of failures.
    case words
    /// The ids of people: object ids in Entra, also within the keys of operations, and records in ServiceNow.
    case ids
}
