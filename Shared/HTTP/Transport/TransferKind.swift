/// What requests have in common that can be sent with the same handle, one after the other, without preparing it anew.
struct TransferKind: Hashable, Sendable {
    var form: PreparedRequest.Form
    var isSecure: Bool
}
