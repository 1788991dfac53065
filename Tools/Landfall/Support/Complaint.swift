import Foundation

/// What goes to standard error.
enum Complaint {
    static func tell(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }
}
