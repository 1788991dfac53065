import Domain
import Foundation

/// `{"number":1,"recorded_at":"…","hash":"…","event":{…}}`, with `reduced_at` where personal data was taken out of the event.
enum JSONLinesExport {
    static func line(of row: ExportRow) -> [UInt8] {
        let reduced = row.reducedAt.map { #","reduced_at":"\#(Timestamp.text(of: $0))""# } ?? ""
        let head =
            #"{"number":\#(row.number),"recorded_at":"\#(Timestamp.text(of: row.recordedAt))","hash":"\#(row.hash)"\#(reduced),"event":"#
        var line = Array(head.utf8)
        line += oneLine(row.body)
        return line + Array("}\n".utf8)
    }

    /// JSON without a line break, which is only ever white space there: within a text it is written as \n.
    static func oneLine(_ json: [UInt8]) -> [UInt8] {
        json.map { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") ? UInt8(ascii: " ") : $0 }
    }
}
