import Domain

/// What another version of the policy says otherwise, in words. Pure.
enum PolicyDiff {
    static func changes(from old: Policy, to new: Policy) -> [PolicyChange] {
        var changes = compare(PolicyFacet.policy(old), PolicyFacet.policy(new))
        for item in old.catalogItems where new[item.sysID] == nil {
            changes.append(
                PolicyChange(
                    item: item.name, what: "item", old: "\(item.sysID)",
                    meaning: "It can't be asked for any more. Who has what it granted keeps it."))
        }
        for item in new.catalogItems {
            guard let before = old[item.sysID] else {
                changes.append(
                    PolicyChange(item: item.name, what: "item", new: "\(item.sysID)", meaning: "It can be asked for."))
                changes += item.entitlements.map { added($0, in: item, new) }
                continue
            }
            changes += compare(PolicyFacet.item(before), PolicyFacet.item(item), item: item.name)
            changes += entitlementChanges(before, old, item, new)
        }
        return changes
    }

    private static func entitlementChanges(
        _ before: CatalogItem, _ old: Policy, _ item: CatalogItem, _ new: Policy
    ) -> [PolicyChange] {
        var changes: [PolicyChange] = []
        // One of the same group under another name is the same one.
        func counterpart(of entitlement: Entitlement, in other: CatalogItem, without own: CatalogItem) -> Entitlement? {
            other[entitlement.name] ?? other.entitlements.first { $0.group == entitlement.group && own[$0.name] == nil }
        }
        for entitlement in before.entitlements where counterpart(of: entitlement, in: item, without: before) == nil {
            changes.append(
                PolicyChange(
                    item: item.name, entitlement: entitlement.name, what: "entitlement",
                    old: "group \(entitlement.groupName)",
                    meaning: "It can't be asked for any more. Who has it keeps it."))
        }
        for entitlement in item.entitlements {
            guard let match = counterpart(of: entitlement, in: before, without: item) else {
                changes.append(added(entitlement, in: item, new))
                continue
            }
            if match.name != entitlement.name {
                changes.append(
                    PolicyChange(
                        item: item.name, entitlement: entitlement.name, what: "name", old: match.name,
                        new: entitlement.name, meaning: "Tickets have to name it so."))
            }
            changes += compare(
                PolicyFacet.entitlement(match, of: old), PolicyFacet.entitlement(entitlement, of: new), item: item.name,
                entitlement: entitlement.name)
        }
        return changes
    }

    private static func added(_ entitlement: Entitlement, in item: CatalogItem, _ policy: Policy) -> PolicyChange {
        let facets = PolicyFacet.entitlement(entitlement, of: policy)
        let shown = facets.filter { ["risk", "who decides"].contains($0.what) }.map { "\($0.what): \($0.value)" }
        return PolicyChange(
            item: item.name, entitlement: entitlement.name, what: "entitlement",
            new: "group \(entitlement.groupName); \(shown.joined(separator: "; "))", meaning: "It can be asked for.")
    }

    private static func compare(
        _ old: [PolicyFacet], _ new: [PolicyFacet], item: String? = nil, entitlement: String? = nil
    ) -> [PolicyChange] {
        zip(old, new).filter { $0.value != $1.value }.map { before, after in
            PolicyChange(
                item: item, entitlement: entitlement, what: after.what, old: before.value, new: after.value,
                meaning: after.meaning(before.value, after.value))
        }
    }

    static func lines(_ changes: [PolicyChange], width: Int = 80) -> [String] {
        guard !changes.isEmpty else { return ["They mean the same."] }
        var lines: [String] = []
        var heading: String?
        for change in changes {
            let title = [change.item ?? "The policy as a whole", change.entitlement].compactMap(\.self).joined(
                separator: ": ")
            if title != heading { lines += WrappedText.lines(title, indentation: 0, width: width) }
            heading = title
            let text =
                switch (change.old, change.new) {
                case (let old?, let new?): "~ \(change.what): \(new); was \(old)"
                case (nil, let new?): "+ \(change.what): \(new)"
                case (let old?, nil): "- \(change.what): \(old)"
                case (nil, nil): "~ \(change.what)"
                }
            lines += WrappedText.lines(text, indentation: 2, hanging: 4, width: width)
            if let meaning = change.meaning {
                lines += WrappedText.lines(meaning, indentation: 4, hanging: 4, width: width)
            }
        }
        return lines + [Count.text(changes.count, "change")]
    }
}
