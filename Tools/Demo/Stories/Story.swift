/// A story: something that happens to an access request, and what has to come of it.
protocol Story: Sendable {
    /// Its number in the list of stories that Landfall is built for.
    var number: Int { get }
    var title: String { get }

    /// Makes it happen, and checks what comes of it.
    ///
    /// - Throws: If it can't be told to its end.
    func tell(in world: World, _ telling: inout Telling) async throws

    /// Puts right what the story put wrong, also after it failed. Does nothing by default.
    func tidyUp(_ world: World) async
}

extension Story {
    func tidyUp(_ world: World) async {}
}

/// The stories that are told, in order.
enum Stories {
    static let all: [any Story] = [
        LowRiskStory(), SecondPersonStory(), MissingGroupStory(), ThrottledStory(), RefusingGroupStory(),
        StubbornTicketStory(),
        KilledServiceStory(),
    ]
}
