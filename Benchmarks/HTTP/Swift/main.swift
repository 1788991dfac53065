import Foundation

// Compares the HTTP client with a C program on libcurl's multi interface: the same GET, from the same server, as many at a
// time, in turns.
//
//   swift run -c release HTTPBenchmark [REQUESTS [CONCURRENCY [ROUNDS]]]

let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
let comparison = Comparison(
    requests: arguments.first ?? 100_000, concurrency: arguments.dropFirst().first ?? 64,
    rounds: arguments.dropFirst(2).first ?? 5)
do {
    let isFastEnough = try await comparison.run()
    exit(isFastEnough ? 0 : 1)
} catch {
    FileHandle.standardError.write(Data("\(error)\n".utf8))
    exit(1)
}
