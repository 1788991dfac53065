import Interposer
import Testing

@Suite("The order of a service's steps")
struct StepRecorderTests {
    private let commit = StepSketch(.commit, detail: "insert a.b")
    private let publish = StepSketch(.publish, detail: "request.received")
    private let acknowledge = StepSketch(.acknowledge, detail: "request.received", isAnswered: false)

    @Test("Steps are numbered over all connections, and named by their place among their like")
    func stepsAreNamed() {
        var recorder = StepRecorder()
        for (connection, sketch) in [(1, commit), (2, publish), (1, commit)] {
            #expect(recorder.begin(sketch, connection: connection, exchange: 1) == .pass)
        }
        #expect(
            recorder.steps.map(\.description) == [
                "postgres commit insert a.b #1", "amqp publish request.received #1", "postgres commit insert a.b #2",
            ])
        #expect(recorder.steps.map(\.number) == [1, 2, 3])
    }

    @Test("Before a step, its bytes are withheld and everything stands still")
    func before() {
        var recorder = StepRecorder()
        recorder.restart(watchingFor: Trigger(step: 2, phase: .before))
        #expect(recorder.begin(commit, connection: 1, exchange: 1) == .pass)
        #expect(recorder.begin(publish, connection: 2, exchange: 1) == .withholdAndFreeze(recorder.steps[1]))
    }

    @Test("After a step, its bytes pass, and its answer is withheld to the end")
    func after() {
        var recorder = StepRecorder()
        let name = StepName(kind: .commit, detail: "insert a.b", occurrence: 2)
        recorder.restart(watchingFor: Trigger(step: name, phase: .after))
        #expect(recorder.begin(commit, connection: 1, exchange: 1) == .pass)
        #expect(recorder.answer(connection: 1, exchanges: [1], isFinal: true) == .pass)
        #expect(recorder.begin(commit, connection: 1, exchange: 2) == .pass)
        #expect(recorder.answer(connection: 2, exchanges: [2], isFinal: true) == .pass)
        #expect(recorder.answer(connection: 1, exchanges: [2], isFinal: false) == .withhold)
        #expect(recorder.answer(connection: 1, exchanges: [2], isFinal: true) == .withholdAndFreeze(recorder.steps[1]))
        #expect(recorder.answer(connection: 1, exchanges: [2], isFinal: true) == .pass)
    }

    @Test("After a step that nobody answers, everything stands still as soon as it has left")
    func afterAnUnansweredStep() {
        var recorder = StepRecorder()
        recorder.restart(watchingFor: Trigger(step: 1, phase: .after))
        #expect(recorder.begin(acknowledge, connection: 1, exchange: 1) == .passAndFreeze(recorder.steps[0]))
    }

    @Test("A new recording counts from one, and forgets an old trigger")
    func restart() {
        var recorder = StepRecorder()
        recorder.restart(watchingFor: Trigger(step: 2, phase: .before))
        _ = recorder.begin(commit, connection: 1, exchange: 1)
        recorder.restart(watchingFor: nil)
        for exchange in 1...3 { #expect(recorder.begin(commit, connection: 1, exchange: exchange) == .pass) }
        #expect(recorder.steps.map(\.name.occurrence) == [1, 2, 3])
    }

    @Test("The first step of a kind that is about something is reached, and none before it, nor after it")
    func firstOfKind() {
        var recorder = StepRecorder()
        recorder.restart(watchingFor: Trigger(first: .commit, containing: "a.b", phase: .before))
        #expect(recorder.begin(publish, connection: 2, exchange: 1) == .pass)
        #expect(
            recorder.begin(StepSketch(.commit, detail: "insert c.d"), connection: 1, exchange: 1) == .pass)
        #expect(recorder.begin(commit, connection: 1, exchange: 2) == .withholdAndFreeze(recorder.steps[2]))
    }

    @Test(
        "Names leave ids out, and nothing else",
        arguments: [
            ("/v1.0/groups/b0000000-0000-4000-8000-000000000001/members/$ref", "/v1.0/groups/…/members/$ref"),
            ("/api/now/table/sc_req_item/c0000000000000000000000000000001", "/api/now/table/sc_req_item/…"),
            ("to landfall.validate.retry.30s RITM0010001", "to landfall.validate.retry.30s RITM…"),
            ("graph POST /v1.0/$batch", "graph POST /v1.0/$batch"),
            ("graph GET /v1.0/users/person-17@contoso.example/manager", "graph GET /v1.0/users/…/manager"),
            (
                "graph GET /v1.0/users/jonas.berg_partner.example%23EXT%23%40contoso.example",
                "graph GET /v1.0/users/…"
            ),
        ])
    func masks(text: String, expected: String) {
        #expect(StepSketch(.request, detail: text).detail == expected)
    }
}
