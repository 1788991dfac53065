import Domain
import Foundation
import TestSupport
import Testing

@testable import Audit

@Suite("A checkpoint of the audit trail")
struct CheckpointTests {
    // The example of RFC 8410, section 10.
    static let privateKey = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
        -----END PRIVATE KEY-----
        """
    static let publicKey = """
        -----BEGIN PUBLIC KEY-----
        MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
        -----END PUBLIC KEY-----
        """

    private let position = ChainPosition(number: 12, hash: Array(1...32))

    @Test("is signed by its key, and by no other")
    func signature() throws {
        let signing = try CheckpointSigningKey(pem: Self.privateKey)
        let verifying = try CheckpointVerifyingKey(pem: Self.publicKey)
        var checkpoint = try signing.sign(position, at: Samples.at + 0.7)
        #expect(verifying.isSigned(checkpoint))
        #expect(signing.verifyingKey.id == verifying.id && verifying.id.count == 16)
        checkpoint.position.number = 13
        #expect(!verifying.isSigned(checkpoint))
        checkpoint.position.number = 12
        checkpoint.at += 1
        #expect(!verifying.isSigned(checkpoint))
    }

    @Test("is read as it was written, and a line that was cut off is counted")
    func file() throws {
        let signing = try CheckpointSigningKey(pem: Self.privateKey)
        let path = NSTemporaryDirectory() + "landfall-checkpoints-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = CheckpointFile(path: path)
        let first = try signing.sign(position, at: Samples.at)
        let second = try signing.sign(ChainPosition(number: 13, hash: Array(2...33)), at: Samples.at)
        try file.append(first)
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(try second.line().utf8.prefix(30)))
        try handle.close()
        try file.append(second)
        let contents = try file.contents()
        #expect(contents.checkpoints == [first, second] && contents.unreadable == 1)
    }

    @Test("proves nothing when another key has signed it, and is forged when it only names the trusted one")
    func sortedOut() throws {
        let signing = try CheckpointSigningKey(pem: Self.privateKey)
        let good = try signing.sign(position, at: Samples.at)
        var forged = good
        forged.position.number = 13
        var foreign = good
        foreign.key = "0123456789abcdef"
        let set = CheckpointSet([good, forged, foreign], keys: [try CheckpointVerifyingKey(pem: Self.publicKey)])
        #expect(set.signed == [good] && set.forged == [forged] && set.foreign == [foreign] && set.last == good)
        #expect(CheckpointSet([good], keys: []).last == nil)
    }

    @Test(
        "isn't signed with what is no Ed25519 key",
        arguments: ["", "secret", publicKey, privateKey.replacing("MC4C", with: "MC5C")])
    func noKey(pem: String) {
        #expect(throws: CheckpointKeyError.notPrivate) { try CheckpointSigningKey(pem: pem) }
    }
}
