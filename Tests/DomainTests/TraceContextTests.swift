import Domain
import Testing

@Suite("Trace contexts")
struct TraceContextTests {
    static let good: [(String, String)] = [
        (
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        ),
        (
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"
        ),
        // Other flags are not ours to pass on.
        (
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-ff",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        ),
        (
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-fe",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"
        ),
        // Higher versions are read as version 00.
        (
            "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        ),
        (
            "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-more",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        ),
        (
            "00-00000000000000000000000000000001-0000000000000001-00",
            "00-00000000000000000000000000000001-0000000000000001-00"
        ),
    ]

    @Test("a traceparent is read, and written as version 00", arguments: good)
    func read(_ text: String, _ written: String) throws {
        let trace = try #require(TraceContext(text))
        #expect(trace.description == written)
        #expect(TraceContext(written) == trace)
    }

    @Test(
        "texts that are no traceparent",
        arguments: [
            "", "00", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e47361-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g",
            "0-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\nX: y",
            "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01",
            "00-4bf92f3577b34da6a3ce929d0e0e473é-00f067aa0ba902b7-01", "----",
        ])
    func refused(_ text: String) {
        #expect(TraceContext(text) == nil)
    }

    @Test("a new trace is valid and sampled, and a child is another span of the same one")
    func made() {
        var generator = SeededGenerator(state: 1)
        var seen: Set<String> = []
        for _ in 0..<1_000 {
            let root = TraceContext.root(using: &generator)
            let child = root.child(using: &generator)
            #expect(TraceContext(root.description) == root)
            #expect(TraceContext(child.description) == child)
            #expect(root.isSampled && child.isSampled)
            #expect(child.traceID == root.traceID)
            #expect(
                seen.insert(root.traceID).inserted && seen.insert(root.spanID).inserted
                    && seen.insert(child.spanID).inserted)
        }
    }

    /// Gives zeros first, then other numbers.
    struct ZerosFirst: RandomNumberGenerator {
        var zeros: Int
        var rest = SeededGenerator(state: 4)

        mutating func next() -> UInt64 {
            guard zeros > 0 else { return rest.next() }
            zeros -= 1
            return 0
        }
    }

    @Test("whatever the generator gives, the ids aren't all zero", arguments: 1...6)
    func notZero(_ zeros: Int) {
        var generator = ZerosFirst(zeros: zeros)
        let root = TraceContext.root(using: &generator)
        #expect(TraceContext(root.description) == root)
        #expect(TraceContext(root.child(using: &generator).description) != nil)
    }

    @Test("a child of a trace that isn't sampled isn't either")
    func unsampled() {
        var generator = SeededGenerator(state: 2)
        let parent = TraceContext("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00")
        #expect(parent?.child(using: &generator).isSampled == false)
    }
}
