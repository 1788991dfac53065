import CCurl

extension Transfer {
    /// What libcurl's result means. To be read before the handle is reset.
    func outcome(_ result: CURLcode) -> Result<ReceivedResponse, HTTPClientError> {
        if collector.isTooLarge {
            return .failure(failure(.responseTooLarge, "the response is longer than the limit"))
        }
        guard result == CURLE_OK else {
            return .failure(
                HTTPClientError(
                    .init(
                        result: result, detail: easy.errorDetail, origin: request.url.origin,
                        sendingBegan: sendingBegan)))
        }
        // libcurl is content with a head that breaks off after its status line.
        guard collector.headIsComplete else {
            return .failure(failure(.connectionLost, "the connection ended inside the head of the response"))
        }
        return .success(
            ReceivedResponse(
                head: collector.head, body: collector.body, version: version, timings: timings,
                reusedConnection: easy.number(CURLINFO_NUM_CONNECTS) == 0))
    }

    /// An end that the client itself decided on.
    func failure(_ code: HTTPClientError.Code, _ reason: String) -> HTTPClientError {
        HTTPClientError(code: code, message: "\(request.url.origin): \(reason)", mayHaveBeenCarriedOut: sendingBegan)
    }

    private var version: HTTPClientResponse.Version {
        switch easy.number(CURLINFO_HTTP_VERSION) {
        case Int(CURL_HTTP_VERSION_1_0): .http1_0
        case Int(CURL_HTTP_VERSION_2_0): .http2
        default: .http1_1
        }
    }

    private var timings: HTTPClientResponse.Timings {
        let connected = max(easy.offset(CURLINFO_CONNECT_TIME_T), easy.offset(CURLINFO_APPCONNECT_TIME_T))
        return HTTPClientResponse.Timings(
            connect: .microseconds(connected),
            firstByte: .microseconds(easy.offset(CURLINFO_STARTTRANSFER_TIME_T)),
            total: .microseconds(easy.offset(CURLINFO_TOTAL_TIME_T)))
    }
}
