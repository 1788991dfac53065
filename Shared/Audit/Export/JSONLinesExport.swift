import Domain
import Foundation

/// `{"number":1,"recorded_at":"…","hash":"…","event":{…}}`, where `event` is null when it was taken out.
enum JSONLinesExport {
    static func line(of row: ExportRow) -> [UInt8] {
        var line = Array(
            #"{"number":\#(row.number),"recorded_at":"\#(Timestamp.text(of: row.recordedAt))","hash":"\#(row.hash)","event":"#
                .utf8)
        if let body = row.body {
            // In JSON a line break is only ever white space: within a text it is written as \n.
            line += body.map { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") ? UInt8(ascii: " ") : $0 }
        } else {
            line += Array("null".utf8)
        }
        return line + Array("}\n".utf8)
    }
}
