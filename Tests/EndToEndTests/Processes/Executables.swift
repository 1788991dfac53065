import Foundation

/// Where the programs under test are: beside the test bundle in the build folder.
enum Executables {
    static let directory = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()

    static func url(of name: String) -> URL { directory.appending(path: name) }
}
