import Domain
import Entra
import Foundation
import ServiceNow

/// Makes of request items the tickets that are judged: reads what they ask for, for whom, and whether that is there.
struct FactGatherer: Sendable {
    let scope: GapScope
    let tickets: TicketReader
    let directory: DirectoryReader

    /// - Returns: in the order of the items, those of which something is to be judged.
    func tickets(of items: [ItemOverview]) async throws -> [AccessTicket] {
        var tickets = items.compactMap { ticket(of: $0, ItemAssessment($0, in: scope)) }
        try await readRequests(&tickets, of: Dictionary(uniqueKeysWithValues: items.map { ($0.sysID, $0) }))
        try await readPeople(&tickets, of: Dictionary(uniqueKeysWithValues: items.map { ($0.sysID, $0) }))
        try await readMemberships(&tickets)
        return tickets
    }

    private func ticket(of item: ItemOverview, _ assessment: ItemAssessment) -> AccessTicket? {
        let standing: AccessTicket.Standing
        var doubts: [Doubt] = []
        switch assessment {
        case .other, .outside: return nil
        case .fulfilled(let at): standing = .fulfilled(at: at)
        case .waiting(let openedAt): standing = .waiting(since: openedAt)
        case .unreadable(let fields):
            standing = .unreadable
            let detail = "Its \(fields.joined(separator: ", ")) may not be read. Reading needs rights to these fields."
            doubts = [Doubt(code: .ticketUnreadable, detail: detail)]
        }
        let rules = item.catalogItem.flatMap { scope.rules[$0] }
        return AccessTicket(
            id: item.sysID, number: item.number?.description ?? item.sysID.description,
            modificationCount: item.modificationCount, item: rules?.name ?? "", standing: standing,
            isRemoval: rules?.isRemoval ?? false, person: item.requestedFor?.shown ?? "", doubts: doubts)
    }

    private func readRequests(_ tickets: inout [AccessTicket], of items: [SysID: ItemOverview]) async throws {
        let open = tickets.filter { $0.standing != .unreadable }.map(\.id)
        guard !open.isEmpty else { return }
        let variables = try await self.tickets.variables(of: open)
        let waiting = tickets.filter { $0.standing.isWaiting }.map(\.id)
        let approvals = waiting.isEmpty ? [:] : try await self.tickets.approvalTimes(of: waiting)
        for index in tickets.indices {
            let id = tickets[index].id
            guard let rules = items[id]?.catalogItem.flatMap({ scope.rules[$0] }) else { continue }
            if tickets[index].standing.isWaiting, let approved = approvals[id] {
                tickets[index].standing = .waiting(since: approved)
            }
            guard tickets[index].standing != .unreadable else { continue }
            let asked = AskedAccess(rules, variables: variables[id] ?? [])
            tickets[index].access = asked.access
            tickets[index].end = asked.end
            tickets[index].doubts += asked.doubts
        }
    }

    private func readPeople(_ tickets: inout [AccessTicket], of items: [SysID: ItemOverview]) async throws {
        // A user name is the principal name where the two are kept alike; else the address often is.
        let names = Dictionary(
            uniqueKeysWithValues: tickets.map { ticket in
                let person = items[ticket.id]?.requestedFor
                let texts = [person?.userName, person?.email].compactMap(\.self).filter { $0.contains("@") }
                return (ticket.id, texts.count == 2 && texts[0] == texts[1] ? [texts[0]] : texts)
            })
        let fulfilled = tickets.filter { $0.standing.isFulfilled && !$0.access.isEmpty }
        try await directory.look(for: fulfilled.compactMap { names[$0.id]?.first })
        var others: [String] = []
        for ticket in fulfilled {
            guard let texts = names[ticket.id], texts.count > 1 else { continue }
            if await directory.person(texts[0]) == .missing { others.append(texts[1]) }
        }
        try await directory.look(for: others)
        for index in tickets.indices where tickets[index].standing.isFulfilled && !tickets[index].access.isEmpty {
            await settlePerson(&tickets[index], names[tickets[index].id] ?? [])
        }
    }

    private func settlePerson(_ ticket: inout AccessTicket, _ names: [String]) async {
        for name in names {
            switch await directory.person(name) {
            case .found(let user):
                ticket.user = user.id
                ticket.isDisabled = !user.accountEnabled
                return
            case .unreadable(let detail):
                ticket.doubts.append(Doubt(code: .personUnreadable, detail: "The person can't be read: \(detail)."))
                return
            case .missing, nil: continue
            }
        }
        if ticket.person.isEmpty {
            let detail = "For whom it is may not be read. Reading needs rights to sys_user, user_name and email."
            ticket.doubts.append(Doubt(code: .personUnreadable, detail: detail))
        } else {
            let tried = names.isEmpty ? ticket.person : names.joined(separator: " or ")
            ticket.doubts.append(Doubt(code: .personMissing, detail: "Nobody in Entra is called \(tried)."))
        }
    }

    private func readMemberships(_ tickets: inout [AccessTicket]) async throws {
        try await directory.read(tickets.flatMap(\.questions))
        for index in tickets.indices { await settleMemberships(&tickets[index]) }
    }

    /// Reads some memberships again, and settles all tickets by what is known then.
    func readAgain(_ questions: Set<MembershipQuestion>, for tickets: [AccessTicket]) async throws -> [AccessTicket] {
        try await directory.read(questions, again: true)
        var tickets = tickets
        for index in tickets.indices where !questions.isDisjoint(with: tickets[index].questions) {
            await settleMemberships(&tickets[index])
        }
        return tickets
    }

    private func settleMemberships(_ ticket: inout AccessTicket) async {
        guard let user = ticket.user else { return }
        ticket.doubts.removeAll { $0.code == .groupMissing || $0.code == .membershipUnreadable }
        for index in ticket.access.indices {
            let access = ticket.access[index]
            switch await directory.membership(MembershipQuestion(user: user, group: access.group)) {
            case .known(let isMember): ticket.access[index].isMember = isMember
            case .groupMissing:
                ticket.access[index].isMember = nil
                let detail = "The group \(access.group) of “\(access.entitlement)” does not exist in Entra."
                ticket.doubts.append(Doubt(code: .groupMissing, detail: detail, entitlement: access.entitlement))
            case .unreadable(let detail):
                ticket.access[index].isMember = nil
                let text = "Whether the person is in the group can't be read: \(detail)."
                ticket.doubts.append(
                    Doubt(code: .membershipUnreadable, detail: text, entitlement: access.entitlement))
            case nil: continue
            }
        }
    }
}

extension AccessTicket {
    /// What is to be read of its memberships.
    var questions: [MembershipQuestion] {
        guard standing.isFulfilled, let user else { return [] }
        return access.map { MembershipQuestion(user: user, group: $0.group) }
    }
}

extension AccessTicket.Standing {
    var isFulfilled: Bool { if case .fulfilled = self { true } else { false } }
    var isWaiting: Bool { if case .waiting = self { true } else { false } }
}

extension ItemOverview.Beneficiary {
    /// How the person is called in reports.
    var shown: String { userName ?? email ?? "" }
}
