import Audit

/// The audit trail is not what it was.
struct AuditBroken: Finding {
    var found: ChainBreak
    var checked: Int

    var description: String {
        checked == 0
            ? "BROKEN: \(found)" : "BROKEN: \(found)\nThe \(checked) entries before that are as they were recorded."
    }
}

/// No checkpoint bears the signature of a trusted key.
struct AuditUnproved: Finding {
    var description: String {
        """
        NOT PROVED: no checkpoint is signed by the key that was named. Either none has been written yet, or they \
        were taken away.
        """
    }
}
