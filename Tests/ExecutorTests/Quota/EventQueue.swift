/// What happens when, in order of time; at the same time in the order in which it came.
struct EventQueue<Event> {
    private struct Entry {
        var time: Double
        var number: Int
        var event: Event
    }

    private var heap: [Entry] = []
    private var count = 0

    mutating func add(_ event: Event, at time: Double) {
        count += 1
        heap.append(Entry(time: time, number: count, event: event))
        var index = heap.count - 1
        while index > 0, isBefore(index, (index - 1) / 2) {
            heap.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    mutating func next(before end: Double) -> (time: Double, event: Event)? {
        guard let first = heap.first, first.time < end else { return nil }
        heap[0] = heap[heap.count - 1]
        heap.removeLast()
        var index = 0
        while true {
            let children = [2 * index + 1, 2 * index + 2].filter { $0 < heap.count }
            guard let child = children.min(by: { isBefore($0, $1) }), isBefore(child, index) else { break }
            heap.swapAt(child, index)
            index = child
        }
        return (first.time, first.event)
    }

    private func isBefore(_ left: Int, _ right: Int) -> Bool {
        (heap[left].time, heap[left].number) < (heap[right].time, heap[right].number)
    }
}
