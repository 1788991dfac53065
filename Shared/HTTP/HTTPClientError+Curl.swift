import CCurl

extension HTTPClientError {
    /// What is known about a transfer that libcurl gave up.
    struct TransferFailure {
        /// libcurl's result.
        var result: CURLcode
        /// libcurl's own words, empty if it found none.
        var detail: String
        /// The scheme, host and port that the request was for.
        var origin: String
        /// Whether sending the request was begun at least once.
        var sendingBegan: Bool
    }

    /// Reads libcurl's result.
    ///
    /// libcurl uses some codes both before and after a request was sent, so the code alone never decides whether the
    /// request may have been carried out.
    init(_ failure: TransferFailure) {
        let reading = Self.read(failure.result, sendingBegan: failure.sendingBegan)
        var message = "\(failure.origin): \(String(cString: curl_easy_strerror(failure.result)))"
        if reading.detailIsSafe, !failure.detail.isEmpty { message += " (\(failure.detail))" }
        self.init(
            code: reading.code, message: message, mayHaveBeenCarriedOut: failure.sendingBegan,
            isRetriable: reading.isRetriable, curlCode: Int(failure.result.rawValue))
    }

    private struct Reading {
        var code: Code
        var isRetriable: Bool?
        /// Whether libcurl's own words speak only of addresses, files and byte counts. Where they may quote the URL or
        /// what the server sent, they are left out.
        var detailIsSafe = false
    }

    private static func read(_ result: CURLcode, sendingBegan: Bool) -> Reading {
        switch result {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            Reading(code: .nameNotResolved, detailIsSafe: true)
        case CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED, CURLE_PROXY:
            Reading(code: .connectFailed, detailIsSafe: true)
        case CURLE_OPERATION_TIMEDOUT:
            // The client keeps the other two limits itself and gives libcurl only this one.
            Reading(code: .timeout(.connect), detailIsSafe: true)
        case CURLE_SSL_CONNECT_ERROR:
            // A connection that broke during the handshake looks the same as a refusal.
            Reading(code: .tls, isRetriable: true, detailIsSafe: true)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED,
            CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS,
            CURLE_SSL_CLIENTCERT, CURLE_USE_SSL_FAILED:
            Reading(code: .tls, detailIsSafe: true)
        case CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_SEND_ERROR, CURLE_RECV_ERROR:
            // Before anything was sent, a proxy that hung up gives these, too.
            Reading(code: sendingBegan ? .connectionLost : .connectFailed, detailIsSafe: true)
        case CURLE_ABORTED_BY_CALLBACK:
            // The client itself forbade libcurl to send an unsafe request a second time: see Transfer.beginSending().
            Reading(code: .connectionLost)
        case CURLE_HTTP2, CURLE_HTTP2_STREAM:
            Reading(code: .protocolError, isRetriable: true, detailIsSafe: true)
        case CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING, CURLE_HTTP_RETURNED_ERROR:
            Reading(code: .protocolError)
        case CURLE_UNSUPPORTED_PROTOCOL:
            // Also what libcurl says about an answer without a status line, which HTTP/0.9 would be.
            Reading(code: sendingBegan ? .protocolError : .invalidRequest)
        case CURLE_URL_MALFORMAT:
            Reading(code: .invalidRequest)
        case CURLE_FILESIZE_EXCEEDED:
            Reading(code: .responseTooLarge)
        default:
            Reading(code: .internalFailure)
        }
    }
}
