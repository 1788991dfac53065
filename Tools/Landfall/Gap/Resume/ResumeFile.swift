import Domain
import Foundation

/// What a search has read so far, on disk: a broken-off search goes on from there. Lines of JSON, appended as tickets are done.
///
/// It names people and what they have, so only its owner may read it. One search at a time holds it.
final class ResumeFile {
    /// What was read longer ago isn't used any more, in seconds.
    static let lifetime: TimeInterval = 86_400
    /// In bytes; a file that is longer isn't one of a search.
    private static let maximumSize = 512 << 20

    /// When the search was begun that it belongs to, or this one.
    let startedAt: Date
    /// From when on that search looks.
    let since: Date
    private let handle: FileHandle
    private let path: String
    private let known: [SysID: AccessTicket]

    /// How many tickets it has from before.
    var count: Int { known.count }

    /// Opens it, or makes it. What is of a search that has come to its end, or is too old, begins anew.
    ///
    /// - Throws: ``GapProblem`` for a file that can't be used, is in use, or belongs to a search for something else.
    init(path: String, _ binding: GapScope.Binding, since: Date, now: Date) throws {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw GapProblem("the file \(path) of --resume can't be opened for writing") }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw GapProblem("the file \(path) of --resume is in use by another search")
        }
        self.path = path
        self.handle = handle
        do {
            guard try handle.seekToEnd() <= Self.maximumSize else {
                throw GapProblem("the file \(path) of --resume is too long to be one: name another")
            }
            try handle.seek(toOffset: 0)
            let content = try ResumeContent(handle.readToEnd() ?? Data())
            if let content, !content.isFinished, now.timeIntervalSince(content.header.startedAt) < Self.lifetime {
                guard content.header.binding == binding else {
                    throw GapProblem(
                        "the file \(path) of --resume belongs to a search for something else: "
                            + "\(content.header.binding.difference(from: binding)). Remove it, or name another")
                }
                self.startedAt = content.header.startedAt
                self.since = content.header.since
                self.known = Dictionary(content.tickets.map { ($0.id, $0) }) { $1 }
                // A line that a crash has cut is written again, from its beginning.
                try handle.truncate(atOffset: UInt64(content.length))
                try handle.seekToEnd()
            } else {
                self.startedAt = now
                self.since = since
                self.known = [:]
                try handle.truncate(atOffset: 0)
                let header = ResumeLine.Header(binding: binding, since: since, startedAt: now)
                try handle.write(contentsOf: ResumeLine.header(header).bytes)
            }
        } catch let problem as GapProblem {
            throw problem
        } catch let damage as ResumeContent.Damage {
            throw GapProblem("the file \(path) of --resume can't be used: \(damage). Remove it, or name another")
        } catch {
            throw GapProblem("the file \(path) of --resume can't be used: \(error.localizedDescription)")
        }
    }

    /// What is known of a ticket that hasn't changed since it was read.
    func ticket(_ id: SysID, ifUnchangedSince modificationCount: Int?) -> AccessTicket? {
        guard let ticket = known[id], let modificationCount, ticket.modificationCount == modificationCount else {
            return nil
        }
        return ticket
    }

    /// Keeps what was read of some tickets.
    func append(_ tickets: [AccessTicket]) throws {
        try write(tickets.map { ResumeLine.ticket($0) })
    }

    /// Says that the search has come to its end: the next one begins anew.
    func finish() throws { try write([.finished]) }

    private func write(_ lines: [ResumeLine]) throws {
        do {
            try handle.write(contentsOf: lines.reduce(into: Data()) { $0 += try $1.bytes })
            try handle.synchronize()
        } catch {
            throw GapProblem("the file \(path) of --resume can't be written: \(error.localizedDescription)")
        }
    }
}
