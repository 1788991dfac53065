import DequeModule

/// The newest entries of a growing record, numbered from 1. Beyond its capacity the oldest go, and are counted.
struct BoundedLog<Entry> {
    private var entries: Deque<Entry> = []
    /// How many entries went.
    private(set) var droppedCount = 0
    let capacity: Int

    init(capacity: Int) { self.capacity = capacity }

    /// How many entries were ever appended.
    var totalCount: Int { droppedCount + entries.count }

    /// Appends an entry and returns its number.
    @discardableResult
    mutating func append(_ entry: Entry) -> Int {
        if entries.count == capacity {
            entries.removeFirst()
            droppedCount += 1
        }
        entries.append(entry)
        return totalCount
    }

    /// Changes the entry with that number, unless it is gone.
    mutating func update(_ number: Int, _ change: (inout Entry) -> Void) {
        let index = number - droppedCount - 1
        guard entries.indices.contains(index) else { return }
        change(&entries[index])
    }

    /// The entries with numbers greater than `number`, oldest first, each with its number.
    func entries(after number: Int) -> [(number: Int, entry: Entry)] {
        let start = max(number - droppedCount, 0)
        guard start < entries.count else { return [] }
        return (start..<entries.count).map { (droppedCount + $0 + 1, entries[$0]) }
    }

    mutating func removeAll() {
        entries.removeAll()
        droppedCount = 0
    }
}
