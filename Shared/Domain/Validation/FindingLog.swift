/// Collects what the rules say while they are asked one after the other.
struct FindingLog {
    private(set) var findings: [RuleFinding] = []

    init(_ findings: [RuleFinding] = []) {
        self.findings = findings
    }

    mutating func pass(_ rule: RuleFinding.Rule, _ subject: String, _ detail: String) {
        findings.append(RuleFinding(rule, subject, detail))
    }

    /// - Returns: the block, with what was found until then.
    mutating func block(
        _ rule: RuleFinding.Rule, _ subject: String, _ failure: Failure, owner: Entitlement.Owner? = nil
    ) -> RequestBlock {
        findings.append(RuleFinding(rule, subject, failure.detail, reason: failure.reason))
        return RequestBlock(failure: failure, owner: owner, findings: findings)
    }

    mutating func require(
        _ holds: Bool, _ rule: RuleFinding.Rule, _ subject: String, _ detail: String,
        else failure: @autoclosure () -> Failure, owner: Entitlement.Owner? = nil
    ) throws(RequestBlock) {
        guard holds else { throw block(rule, subject, failure(), owner: owner) }
        pass(rule, subject, detail)
    }

    mutating func unwrap<Value>(
        _ value: Value?, _ rule: RuleFinding.Rule, _ subject: String, else failure: @autoclosure () -> Failure
    ) throws(RequestBlock) -> Value {
        guard let value else { throw block(rule, subject, failure()) }
        return value
    }

    mutating func attempt<Value>(
        _ rule: RuleFinding.Rule, _ subject: String, _ body: () throws(Failure) -> Value
    ) throws(RequestBlock) -> Value {
        do throws(Failure) {
            return try body()
        } catch {
            throw block(rule, subject, error)
        }
    }
}
