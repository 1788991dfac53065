import Domain
import Foundation

/// `{"number":1,"recorded_at":"…","hash":"…","event":{…}}`, with `reduced_at` where personal data was taken out of the event.
enum JSONLinesExport {
    static func line(of row: ExportRow) -> [UInt8] {
        let reduced = row.reducedAt.map { #","reduced_at":"\#(Timestamp.text(of: $0))""# } ?? ""
        let head =
            #"{"number":\#(row.number),"recorded_at":"\#(Timestamp.text(of: row.recordedAt))","hash":"\#(row.hash)"\#(reduced),"event":"#
        var line = Array(head.utf8)
        // In JSON a line break is only ever white space: within a text it is written as \n.
        line += row.body.map { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") ? UInt8(ascii: " ") : $0 }
        return line + Array("}\n".utf8)
    }
}
