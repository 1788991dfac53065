import Glibc
import Synchronization

extension EventLoop {
    func acceptAll(_ listener: Listener) {
        while let service = Socket.accept(listener.descriptor) {
            guard !isCut, let peer = try? Socket.connect(port: listener.peerPort) else {
                Socket.reset(service)
                continue
            }
            lastLink += 1
            let conversation = listener.wire.conversation()
            links.append(Link(number: lastLink, service: service, peer: peer, conversation: conversation))
        }
    }

    /// Does for a link whatever can be done now.
    func serve(_ link: Link) {
        guard !link.isClosed else { return }
        guard link.isConnected || connected(link) else { return }
        if let service = link.service, canReceive(link.outward, link) {
            receive(service, into: &link.outward)
        }
        if canReceive(link.inward, link) { receive(link.peer, into: &link.inward) }
        if !isFrozen, link.drainsUntil == nil {
            passOutward(link)
            passInward(link)
        }
        write(link)
        endIfOver(link)
    }

    private func connected(_ link: Link) -> Bool {
        var descriptor = pollfd(fd: link.peer, events: Int16(POLLOUT), revents: 0)
        guard poll(&descriptor, 1, 0) > 0 else { return false }
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(link.peer, SOL_SOCKET, SO_ERROR, &code, &length)
        guard code == 0 else {
            link.reset()
            return false
        }
        link.isConnected = true
        return true
    }

    private func receive(_ descriptor: Int32, into lane: inout Lane) {
        while !lane.isFull {
            switch Socket.receive(descriptor) {
            case .bytes(let bytes): lane.arrive(bytes, due: clock.now + delay)
            case .nothingYet: return
            case .ended, .broken:
                lane.sourceEnded = true
                return
            }
        }
    }

    private func passOutward(_ link: Link) {
        for bytes in link.outward.takeDue(at: clock.now) {
            for passage in link.conversation.fromService(bytes) {
                guard !isFrozen else { return }
                pass(passage, of: link)
            }
            note(link.conversation.blindness)
        }
    }

    private func pass(_ passage: ServicePassage, of link: Link) {
        guard let sketch = passage.step else { return link.outward.send(passage.bytes) }
        let verdict = switchboard.recorder.withLock {
            $0.begin(sketch, connection: link.number, exchange: passage.exchange)
        }
        switch verdict {
        case .pass:
            link.outward.send(passage.bytes)
            if let repeated, sketch.kind == .request, sketch.detail.contains(repeated),
                link.conversation.expectRepetition(of: passage.exchange)
            {
                link.outward.send(passage.bytes)
            }
        case .passAndFreeze(let step):
            link.outward.send(passage.bytes)
            freeze(link, step)
        case .withholdAndFreeze(let step):
            freeze(link, step)
        case .withhold:
            break
        }
    }

    private func passInward(_ link: Link) {
        for bytes in link.inward.takeDue(at: clock.now) {
            answer(link.conversation.fromPeer(bytes), of: link)
            note(link.conversation.blindness)
        }
        if link.inward.sourceEnded, link.inward.nextDue == nil { answer(link.conversation.peerEnded(), of: link) }
    }

    private func answer(_ passages: [PeerPassage], of link: Link) {
        for passage in passages where !isFrozen {
            let verdict = switchboard.recorder.withLock {
                $0.answer(connection: link.number, exchanges: passage.answers, isFinal: passage.isFinal)
            }
            switch verdict {
            case .pass, .passAndFreeze: link.inward.send(passage.bytes)
            case .withhold: break
            case .withholdAndFreeze(let step): freeze(link, step)
            }
        }
    }

    private func freeze(_ link: Link, _ step: Step) {
        isFrozen = true
        standstill = (link, step)
    }

    private func write(_ link: Link) {
        if let service = link.service, !link.inward.flush(to: service) {
            link.inward.discardOutgoing()
            link.inward.sinkTold = true
            link.outward.sourceEnded = true
        }
        if !link.outward.flush(to: link.peer) {
            link.outward.discardOutgoing()
            link.outward.sinkTold = true
            link.inward.sourceEnded = true
        }
    }

    /// Hands an end on to the other side once everything before it has been, and closes what has ended on both sides.
    private func endIfOver(_ link: Link) {
        if let deadline = link.drainsUntil {
            link.inward.discardIncoming()
            if clock.now >= deadline { return link.reset() }
        } else if isFrozen {
            return
        }
        if link.outward.sourceEnded, link.outward.isIdle, !link.outward.sinkTold {
            link.outward.sinkTold = true
            shutdown(link.peer, Int32(SHUT_WR))
        }
        if let service = link.service, link.inward.sourceEnded, link.inward.isIdle, !link.inward.sinkTold {
            link.inward.sinkTold = true
            shutdown(service, Int32(SHUT_WR))
        }
        let peerIsDone = link.inward.sourceEnded && link.inward.isIdle
        let serviceIsDone = link.outward.sourceEnded && link.outward.isIdle
        if peerIsDone, serviceIsDone { link.finish() }
    }

    private func note(_ blindness: String?) {
        guard let blindness else { return }
        _ = switchboard.misgivings.withLock { $0.insert(blindness) }
    }
}
