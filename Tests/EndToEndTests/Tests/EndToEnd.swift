import Testing

/// The five services as black boxes, on a real broker and a real database. One test at a time: each runs a dozen
/// processes.
@Suite("End to end", .serialized)
enum EndToEnd {}
