import Fleet
import Metrics

/// What is measured of one process's part of the quota.
struct QuotaMetrics: Sendable {
    private let granted = PerBudget { Counter(label: MetricName.quotaGranted, dimensions: [("budget", $0.rawValue)]) }
    private let refused = PerBudget { Counter(label: MetricName.quotaRefused, dimensions: [("budget", $0.rawValue)]) }
    private let paused = PerBudget { Gauge(label: MetricName.quotaPaused, dimensions: [("budget", $0.rawValue)]) }
    private let estimate = PerBudget { Gauge(label: MetricName.quotaEstimate, dimensions: [("budget", $0.rawValue)]) }
    private let waiting = QuotaPriority.allCases.map { priority in
        Meter(label: MetricName.quotaWaiting, dimensions: [("priority", "\(priority)")])
    }

    func granted(_ answer: QuotaAnswer) {
        for budget in QuotaBudget.allCases {
            guard let grant = answer[budget] else { continue }
            estimate[budget].record(grant.estimate)
            if case .given(let amount, _, _) = grant.outcome { granted[budget].increment(by: Int(amount)) }
        }
    }

    func refused(_ report: QuotaReport) {
        guard report.isRefused else { return }
        refused[report.budget ?? (report.cost.writes > 0 ? .writes : .resourceUnits)].increment()
    }

    func observe(_ pool: QuotaPool, at now: Double) {
        for budget in QuotaBudget.allCases {
            paused[budget].record(max((pool.shares[budget].pausedUntil ?? now) - now, 0))
        }
        for priority in QuotaPriority.allCases {
            waiting[priority.rawValue].set(Int64(pool.waiting.count { $0.priority == priority }))
        }
    }
}
