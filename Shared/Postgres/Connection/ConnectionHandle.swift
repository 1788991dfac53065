internal import CPostgreSQL

/// Owns a `PGconn`. Used under the lock of the engine, by one thread at a time; no call here blocks.
final class ConnectionHandle {
    let pointer: OpaquePointer

    /// Begins to connect.
    ///
    /// - Throws: ``PostgresError`` with code `connectFailed`, or `configuration` where libpq refuses a keyword's value.
    init(_ parameters: ConnectionParameters) throws(PostgresError) {
        let pairs = parameters.keywords.sorted { $0.key < $1.key }
        let started = CStrings.withPointers(pairs.map(\.key)) { keywords in
            CStrings.withPointers(pairs.map(\.value)) { values in PQconnectStartParams(keywords, values, 0) }
        }
        guard let started else { throw PostgresError(.connectFailed, "libpq has no memory for a connection") }
        pointer = started
        PQsetNoticeReceiver(pointer, { _, _ in }, nil)
        // Makes the SQLSTATE part of the message, the only place where libpq tells it for a connection that failed.
        PQsetErrorVerbosity(pointer, PQERRORS_VERBOSE)
    }

    deinit { PQfinish(pointer) }

    var isBroken: Bool { PQstatus(pointer) == CONNECTION_BAD }
    var socket: Int32 { PQsocket(pointer) }
    var errorMessage: String { String(cString: PQerrorMessage(pointer)) }
    var backend: Int32 { PQbackendPID(pointer) }
    var isInTransaction: Bool { PQtransactionStatus(pointer) != PQTRANS_IDLE }

    func poll() -> PostgresPollingStatusType { PQconnectPoll(pointer) }

    /// Makes a new connection ready for this library's way of use.
    func enterPipelineMode() -> Bool {
        PQsetErrorVerbosity(pointer, PQERRORS_DEFAULT)
        return PQsetnonblocking(pointer, 1) == 0 && PQenterPipelineMode(pointer) == 1
    }

    func leavePipelineMode() -> Bool { PQexitPipelineMode(pointer) == 1 }
    func reenterPipelineMode() -> Bool { PQenterPipelineMode(pointer) == 1 }

    /// Reads what has arrived. False if the connection broke.
    func consumeInput() -> Bool {
        guard PQconsumeInput(pointer) == 1 else { return false }
        // One call may leave the rest of a TLS record in OpenSSL, where no poll sees it.
        while cpostgresql_tls_pending(pointer) > 0 {
            guard PQconsumeInput(pointer) == 1 else { return false }
        }
        return true
    }

    enum Flush {
        case done
        case blocked
        case broken
    }

    func flush() -> Flush {
        switch PQflush(pointer) {
        case 0: .done
        case 1: .blocked
        default: .broken
        }
    }

    var isBusy: Bool { PQisBusy(pointer) == 1 }

    /// The next answer; nil at the end of a command. Blocks if ``isBusy``.
    func nextResult() -> ResultHandle? { PQgetResult(pointer).map { ResultHandle(owning: $0) } }

    func nextNotification() -> PostgresNotification? {
        guard let notify = PQnotifies(pointer) else { return nil }
        defer { PQfreemem(notify) }
        return PostgresNotification(
            channel: String(cString: notify.pointee.relname), payload: String(cString: notify.pointee.extra),
            backend: notify.pointee.be_pid)
    }
}

extension ConnectionHandle {
    // MARK: Sending. Each puts a message into the output buffer; false if libpq refuses or the connection is broken.

    func sendPlain(_ sql: String) -> Bool {
        PQsendQueryParams(pointer, sql, 0, nil, nil, nil, nil, 1) == 1
    }

    func sendScript(_ sql: String) -> Bool { PQsendQuery(pointer, sql) == 1 }

    func sendPrepare(name: String, sql: String, types: [UInt32]) -> Bool {
        PQsendPrepare(pointer, name, sql, Int32(types.count), types) == 1
    }

    func sendExecute(name: String, _ parameters: ParameterList) -> Bool {
        if parameters.count == 0 { return PQsendQueryPrepared(pointer, name, 0, nil, nil, nil, 1) == 1 }
        return parameters.bytes.withUnsafeBufferPointer { bytes in
            let values = parameters.slots.map { slot in
                slot.offset.flatMap { offset in
                    bytes.baseAddress.map { UnsafeRawPointer($0 + offset).assumingMemoryBound(to: CChar.self) }
                }
            }
            let lengths = parameters.slots.map { Int32($0.length) }
            let formats = parameters.slots.map { $0.format == .binary ? Int32(1) : 0 }
            return PQsendQueryPrepared(pointer, name, Int32(parameters.count), values, lengths, formats, 1) == 1
        }
    }

    func sendSynchronise() -> Bool { PQpipelineSync(pointer) == 1 }
}
