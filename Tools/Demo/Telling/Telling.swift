import Foundation

/// A telling of stories: says what happens as it happens, and keeps count of the outcomes.
struct Telling {
    private let narrator: Narrator
    private let write: (String) -> Void
    private let clock = ContinuousClock()
    private let begin: ContinuousClock.Instant
    private var stories = 0
    private var met = 0
    private var missed = 0

    /// - Parameter write: takes a line without its end; by default it goes to standard output at once.
    init(narrator: Narrator, write: @escaping (String) -> Void = Self.writeToStandardOutput) {
        self.narrator = narrator
        self.write = write
        begin = clock.now
    }

    /// Whether every outcome so far was the expected one, and there was one at all.
    var isAsExpected: Bool { missed == 0 && met > 0 }

    /// Tells one story. Whatever goes wrong in it is told and counted, and the next one can begin.
    mutating func tell(_ story: any Story, in world: World) async {
        stories += 1
        show(narrator.heading(story.number, story.title))
        let start = clock.now
        do {
            try await story.tell(in: world, &self)
        } catch {
            giveUp(error)
        }
        await story.tidyUp(world)
        show(narrator.duration(clock.now - start))
    }

    mutating func say(_ sentence: String) { show(narrator.sentence(sentence)) }

    mutating func quote(_ text: String) { show(narrator.quotation(text)) }

    mutating func check(_ expectation: Expectation) {
        if expectation.isMet { met += 1 } else { missed += 1 }
        show(narrator.outcome(expectation))
    }

    mutating func giveUp(_ error: any Error) {
        missed += 1
        show(narrator.failure("\(error)"))
    }

    func close() {
        show(narrator.closing(stories: stories, met: met, missed: missed, took: clock.now - begin))
    }

    private func show(_ lines: [String]) { lines.forEach(write) }

    private static func writeToStandardOutput(_ line: String) {
        try? FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8))
    }
}
