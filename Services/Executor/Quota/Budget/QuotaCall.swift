/// One talk of a process with the ledger: what it tells and asks, of each budget that it has to do with.
typealias QuotaCall = PerBudget<QuotaDemand?>

/// The ledger's answer, for the budgets of the call.
typealias QuotaAnswer = PerBudget<QuotaGrant?>
