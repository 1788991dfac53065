public import Foundation

/// What Linux knows of the processes whose ids stand in files of one folder, as scripts/lib/processes.bash writes them.
public struct ProcessFigures: Sendable {
    private let folder: URL

    public init(folder: URL) {
        self.folder = folder
    }

    /// Memory that each holds now, in bytes, by the file's name.
    public func memory() -> [String: Int] { bytes("VmRSS") }

    /// The most memory that each has held so far, in bytes.
    public func peakMemory() -> [String: Int] { bytes("VmHWM") }

    /// Processor time of each since it started, in seconds.
    public func processorTime() -> [String: Double] {
        files("stat").compactMapValues { stat in
            // The 14th and 15th field of proc(5), counted from after the name, in hundredths of a second.
            guard let end = stat.lastIndex(of: ")") else { return nil }
            let fields = stat[end...].split(separator: " ")
            guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else { return nil }
            return (user + system) / 100
        }
    }

    private func bytes(_ field: String) -> [String: Int] {
        files("status").compactMapValues { status in
            let line = status.split(separator: "\n").first { $0.hasPrefix(field + ":") }
            let kilobytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
            return kilobytes.map { $0 * 1024 }
        }
    }

    /// A file of `/proc` for each; without those that have ended meanwhile.
    private func files(_ file: String) -> [String: String] {
        var texts: [String: String] = [:]
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] {
            let identity = try? String(contentsOf: folder.appending(path: name), encoding: .utf8)
            guard let pid = identity?.split(separator: " ").first else { continue }
            texts[name] = try? String(contentsOfFile: "/proc/\(pid)/\(file)", encoding: .utf8)
        }
        return texts
    }
}
