import Crypto
import Fleet
import Foundation
import TestSupport
import Testing

@testable import Ingest

@Suite("The signature of a hook")
struct BodySignatureTests {
    private let body = HookBench.payload()
    private let timestamp = String(Int(Samples.at.timeIntervalSince1970))

    private func judge(
        _ timestamp: String?, _ signature: String?, _ body: [UInt8], now: Date = Samples.at
    ) throws -> BodySignature.Verdict {
        try BodySignature(key: SigningKey(base64: HookBench.base64, variable: "KEY"))
            .judge(timestamp: timestamp, signature: signature, body: body, now: now)
    }

    private func isRefused(_ verdict: BodySignature.Verdict, because text: String) -> Bool {
        if case .refused(let why) = verdict { why.contains(text) } else { false }
    }

    @Test("is valid for its timestamp and body, made with the key")
    func valid() throws {
        #expect(try judge(timestamp, HookBench.signature(timestamp: timestamp, body: body), body) == .valid)
        #expect(try judge(timestamp, HookBench.signature(timestamp: timestamp, body: []), []) == .valid)
    }

    @Test("is the HMAC-SHA256 over timestamp, full stop and body, in Base64, as ServiceNow's generateMac gives it")
    func example() throws {
        // Worked out with OpenSSL: printf '1795421400.{}' | openssl dgst -sha256 -hmac 'a key that only ServiceNow has' -binary | base64
        #expect(
            try judge("1795421400", "sha256=Sh9QMxm1WSxtuevWjaLWnkIDFjMt15ZIZwhn7Y1feiE=", Array("{}".utf8)) == .valid)
    }

    @Test("may be five minutes old, or five minutes ahead, and not a second more", arguments: [-1.0, 1.0])
    func tolerance(direction: Double) throws {
        let signature = HookBench.signature(timestamp: timestamp, body: body)
        #expect(try judge(timestamp, signature, body, now: Samples.at + 300 * direction) == .valid)
        for seconds in [301.0, 3_600, 1e12] {
            let verdict = try judge(timestamp, signature, body, now: Samples.at + seconds * direction)
            #expect(isRefused(verdict, because: "5 minutes"))
        }
    }

    @Test("of another key, another body or another time is none")
    func foreign() throws {
        let signature = HookBench.signature(timestamp: timestamp, body: body)
        let later = String(Int(Samples.at.timeIntervalSince1970) + 1)
        let otherKey = Data("a key that somebody else made up".utf8)
        let verdicts = [
            try judge(timestamp, HookBench.signature(timestamp: timestamp, body: body, key: otherKey), body),
            try judge(timestamp, signature, body + [0x20]), try judge(timestamp, signature, []),
            // The time is signed, too: an old hook can't be made young.
            try judge(later, signature, body),
            // Nor can what is signed be cut elsewhere.
            try judge(
                timestamp, HookBench.signature(timestamp: "", body: Array("\(timestamp).".utf8) + body), body),
            try judge("+" + timestamp, signature, body), try judge("0" + timestamp, signature, body),
        ]
        for verdict in verdicts { #expect(isRefused(verdict, because: "not the one of this body")) }
    }

    @Test("that is malformed is refused, and said to be")
    func malformed() throws {
        let signature = HookBench.signature(timestamp: timestamp, body: body)
        let code = String(signature.dropFirst("sha256=".count))
        for text in [
            code, "sha256=", "SHA256=" + code, "sha256=%%%", "sha256=" + code.dropLast(), "sha256= " + code,
            "sha1=" + code, "sha256=" + code + code, "sha256=AAAA", "",
        ] {
            #expect(try judge(timestamp, text, body) != .valid, "\(text)")
        }
        #expect(isRefused(try judge(timestamp, "sha256=%%%", body), because: "Base64"))
        for text in ["", "soon", "1795421400.0", "0x6B", " 1795421400", "99999999999999999999", "-9223372036854775808"]
        {
            #expect(try judge(text, HookBench.signature(timestamp: text, body: body), body) != .valid, "\(text)")
        }
        for (time, signature) in [(nil, signature), (timestamp, nil), (nil, nil)] as [(String?, String?)] {
            #expect(isRefused(try judge(time, signature, body), because: "needed"))
        }
    }

    @Test("needs a key in Base64 of 16 bytes or more; what is wrong with another is said without repeating it (I7)")
    func key() throws {
        let short = Data(repeating: 7, count: 15).base64EncodedString()
        for (text, why) in [("%%not-base64%%", "Base64"), (short, "16 bytes"), ("", "16 bytes")] {
            let problem = #expect(throws: ConfigurationError.self) {
                try SigningKey(base64: text, variable: "LANDFALL_WEBHOOK_KEY_FILE")
            }
            let sentence = "\(String(describing: problem))"
            #expect(sentence.contains("LANDFALL_WEBHOOK_KEY_FILE"))
            #expect(sentence.contains(why))
            if !text.isEmpty { #expect(!sentence.contains(text)) }
        }
        _ = try SigningKey(base64: Data(repeating: 7, count: 16).base64EncodedString(), variable: "KEY")
    }
}
