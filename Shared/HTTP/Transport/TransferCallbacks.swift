import CCurl

/// The C functions that libcurl calls, each one the door to a method of ``Transfer``.
enum TransferCallbacks {
    static let receiveHeadLine: ccurl_data_function = { data, size, count, context in
        guard let data, let context else { return 0 }
        let bytes = UnsafeRawBufferPointer(start: data, count: size * count)
        return transfer(context).receiveHeadLine(bytes) ? bytes.count : refused
    }

    static let receiveBody: ccurl_data_function = { data, size, count, context in
        guard let data, let context else { return 0 }
        let bytes = UnsafeRawBufferPointer(start: data, count: size * count)
        return transfer(context).receiveBody(bytes) ? bytes.count : refused
    }

    static let beginSending: curl_prereq_callback = { context, _, _, _, _ in
        guard let context, transfer(context).beginSending() else { return CURL_PREREQFUNC_ABORT }
        return CURL_PREREQFUNC_OK
    }

    /// A count that is none of the sizes that libcurl hands over, and so makes it give the transfer up.
    private static let refused = Int.max

    static func transfer(_ context: UnsafeMutableRawPointer) -> Transfer {
        Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    }
}
