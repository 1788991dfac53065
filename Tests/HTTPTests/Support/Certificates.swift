import Foundation

/// A private authority of a test's own, with a client certificate.
struct Certificates {
    let directory: String
    var caFile: String { directory + "/ca.pem" }
    var clientCertificate: String { directory + "/client.pem" }
    var clientKey: String { directory + "/client.key" }

    struct Failed: Error {
        let arguments: [String]
    }

    static func makeAuthority() throws -> Certificates {
        let directory = NSTemporaryDirectory() + "http-tests-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        try openssl(
            directory,
            ["req", "-x509"] + key + [
                "-days", "2", "-subj", "/CN=Test authority", "-keyout", "ca.key", "-out", "ca.pem",
            ])
        try openssl(
            directory, ["req"] + key + ["-subj", "/CN=client", "-keyout", "client.key", "-out", "client.csr"])
        try openssl(
            directory,
            [
                "x509", "-req", "-in", "client.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days",
                "2",
                "-out", "client.pem",
            ])
        return Certificates(directory: directory)
    }

    private static func openssl(_ directory: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        process.currentDirectoryURL = URL(fileURLWithPath: directory)
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed(arguments: arguments) }
    }
}
