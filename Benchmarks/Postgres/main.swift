import Foundation
import Logging
import Postgres

// Compares this client with pgbench: the same insert, prepared, in transactions of its own, against the same server.
//
//   LANDFALL_TEST_POSTGRES_URL=postgresql://… swift run -c release PostgresBenchmark [SECONDS]

let environment = ProcessInfo.processInfo.environment
guard let uri = environment["LANDFALL_TEST_POSTGRES_URL"] else {
    FileHandle.standardError.write(Data("LANDFALL_TEST_POSTGRES_URL names no server\n".utf8))
    exit(2)
}
let seconds = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 10
let comparison = try Comparison(uri: uri, seconds: seconds)
let isFastEnough = try await comparison.run(connections: [1, 32])
exit(isFastEnough ? 0 : 1)
