import ArgumentParser
import Domain
import Fleet
import Foundation
import Postgres

/// A policy as people name it on the command line.
enum PolicyReference: Hashable {
    case file(String)
    /// The beginning of a version's SHA-256.
    case version(String)
    /// The one that was applied last.
    case current

    init(_ text: String) {
        let hexadecimal = text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        if text == "current" {
            self = .current
        } else if (6...64).contains(text.utf8.count), hexadecimal, !FileManager.default.fileExists(atPath: text) {
            self = .version(text)
        } else {
            self = .file(text)
        }
    }

    var needsDatabase: Bool {
        if case .file = self { false } else { true }
    }

    /// Reads it.
    ///
    /// - Parameter history: nil where none of what was named needs it.
    func read(_ history: PolicyHistory?) async throws -> PolicyFile {
        switch self {
        case .file(let path): return try Self.parse(try Self.contents(of: path), path)
        case .current:
            guard let newest = try await history?.newest() else {
                throw PolicyTrouble("nobody has applied a policy: the services go by their policy files")
            }
            return try Self.parse(Data(newest.bytes), newest.entry.version)
        case .version(let prefix):
            let found = try await history?.versions(beginning: prefix) ?? []
            guard let version = found.first else {
                throw PolicyTrouble("no version is on record whose name begins with \(prefix)")
            }
            guard found.count == 1 else {
                throw PolicyTrouble("several versions begin with \(prefix); write more of it")
            }
            return try Self.parse(Data(version.bytes), version.version)
        }
    }

    /// - Throws: `ExitCode` with 2, when it was told why.
    static func contents(of path: String) throws -> Data {
        guard let data = FileManager.default.contents(atPath: path) else {
            Complaint.tell("\(path): there is no such file, or it can't be read.")
            throw ExitCode(2)
        }
        return data
    }

    /// - Throws: `ExitCode` with 2, when it was told what is wrong.
    static func parse(_ data: Data, _ name: String) throws -> PolicyFile {
        do throws(PolicyFileError) {
            return try PolicyFile(data: data)
        } catch {
            PolicyCheckCommand.lines(error.problems, in: name).forEach(Complaint.tell)
            throw ExitCode(2)
        }
    }
}

/// Why a command about policies can't do what it was asked for.
struct PolicyTrouble: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
