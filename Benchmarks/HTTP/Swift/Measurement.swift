#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What one program needed for its requests.
struct Measurement: CustomStringConvertible {
    var requests: Int
    var seconds: Double
    var processorSeconds: Double

    /// Requests per second.
    var rate: Double { Double(requests) / seconds }

    var description: String {
        let processor = Int((processorSeconds / Double(requests) * 1e6).rounded())
        return "\(Int(rate)) (\(processor) us of processor time each)"
    }

    /// What this process has used so far, on all its threads.
    static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
