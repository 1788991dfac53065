public import Domain

extension Failure {
    /// The failure of a handler that was given an event that its stage doesn't take.
    public static func misplaced(_ event: Event, in stage: Stage) -> Failure {
        Failure(.messageMisplaced, "the stage \(stage.rawValue) does not take \(event.type.rawValue)")
    }
}
