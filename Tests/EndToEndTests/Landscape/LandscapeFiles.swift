import Foundation

/// The folder of a landscape: secrets, seeds, policy, logs.
struct LandscapeFiles: Sendable {
    let directory: URL
    let clientSecret = "graph-\(UUID().uuidString)"
    let serviceNowSecret = "servicenow-\(UUID().uuidString)"
    /// 32 random bytes in Base64, as ServiceNow's `generateMac` wants its key.
    let webhookKey = Data((0..<32).map { _ in UInt8.random(in: 0...255) }).base64EncodedString()

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "landscape-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    func remove() {
        try? FileManager.default.removeItem(at: directory)
    }

    func log(_ name: String) -> URL { directory.appending(path: name + ".log") }

    /// Writes a file that only its owner can read.
    func write(_ name: String, _ content: Data) throws -> URL {
        let file = directory.appending(path: name)
        guard
            FileManager.default.createFile(atPath: file.path, contents: content, attributes: [.posixPermissions: 0o600])
        else { throw HarnessError("\(file.path) can't be written") }
        return file
    }

    func write(_ name: String, _ text: String) throws -> String { try write(name, Data(text.utf8)).path }
    func write(_ name: String, _ json: JSON) throws -> String { try write(name, try json.encoded()).path }
}
