import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Landfall

@Suite("Progress")
struct ProgressTests {
    private final class Sink: Sendable {
        private let texts = Mutex<[String]>([])
        var lines: [String] { texts.withLock { $0 } }
        func write(_ text: String) { texts.withLock { $0.append(text) } }
    }

    private func progress(_ done: Int, reused: Int = 0, expected: Int?) -> String {
        GapProgress(
            done: done, reused: reused, expected: expected, calls: .init(serviceNow: 90, graph: 1200),
            elapsed: .seconds(60)
        ).text
    }

    @Test("It says how far it is and how long it will take, by what was read now")
    func text() {
        #expect(progress(2500, expected: 10_000) == "2,500 of 10,000 tickets, 90 + 1,200 calls, about 3 min left")
        #expect(
            progress(2500, reused: 2000, expected: 10_000)
                == "2,500 of 10,000 tickets, 90 + 1,200 calls, about 15 min left")
        #expect(progress(2000, reused: 2000, expected: 10_000) == "2,000 of 10,000 tickets, 90 + 1,200 calls")
        #expect(progress(10_000, expected: 10_000) == "10,000 of 10,000 tickets, 90 + 1,200 calls")
        #expect(progress(5, expected: nil) == "5 tickets, 90 + 1,200 calls")
    }

    @Test("On a terminal one line changes, and what stays is written in its place")
    func terminal() {
        let sink = Sink()
        let line = ProgressLine(isTerminal: true, now: { GapSamples.now }, write: sink.write)
        line.show("one")
        line.show("two")
        line.say("said")
        line.clear()
        #expect(sink.lines == ["\r\u{1B}[Kone", "\r\u{1B}[Ktwo", "\r\u{1B}[Ksaid\n"])
    }

    @Test("Elsewhere there is a line every half minute, and no control characters")
    func log() {
        let sink = Sink()
        let time = ManualTime(GapSamples.now)
        let line = ProgressLine(isTerminal: false, now: { time.now }, write: sink.write)
        for number in 0..<7 {
            line.show("\(number)")
            time.advance(by: 10)
        }
        line.say("said")
        line.clear()
        #expect(sink.lines == ["0\n", "3\n", "6\n", "said\n"])
    }
}
