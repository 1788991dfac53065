import Domain
import Foundation

/// An entry by the Open Cybersecurity Schema Framework 1.1: what changes a membership as Group Management (3006), all else as Entity
/// Management (3004) of the request item.
enum OCSFExport {
    private static let groupManagement = 3006
    private static let entityManagement = 3004

    /// - Throws: what the encoder throws, which it doesn't for numbers and texts.
    static func line(of row: ExportRow) throws -> [UInt8] {
        let own = try JSONSerialization.data(
            withJSONObject: event(of: row), options: [.sortedKeys, .withoutEscapingSlashes])
        // The event goes in as it is: to take it apart and put it together again takes longer than all else.
        return own.dropLast() + Array(#","unmapped":{"hash":"\#(row.hash)","event":"#.utf8)
            + JSONLinesExport.oneLine(row.body)
            + Array("}}\n".utf8)
    }

    static func event(of row: ExportRow) -> [String: Any] {
        let content = EventContent(body: row.body)
        let key = content.key.flatMap(OperationKey.init)
        let change = key.flatMap { Change(type: row.type, action: $0.action) }
        let (classID, activity) = change.map { (groupManagement, $0.activity) } ?? (entityManagement, 99)
        var event: [String: Any] = [
            "category_uid": 3, "class_uid": classID, "activity_id": activity,
            "type_uid": classID * 100 + activity,
            "time": milliseconds(row.at), "severity_id": content.reason == nil ? 1 : 3,
            "metadata": [
                "version": "1.1.0", "uid": row.id, "sequence": row.number, "event_code": row.type,
                "correlation_uid": row.run ?? row.ritm, "logged_time": milliseconds(row.recordedAt),
                "product": ["name": "Landfall", "vendor_name": "Landfall"],
            ],
            "actor": ["app_name": "landfall-\(row.service)", "app_uid": row.instance],
            "status_id": content.reason == nil ? 1 : 2,
        ]
        if classID == entityManagement {
            event["activity_name"] = row.type
            event["entity"] = ["type": "sc_req_item", "name": row.ritm, "uid": row.ritm]
        }
        if let key, change != nil {
            event["user"] = ["uid": key.user.description]
            event["group"] = ["uid": key.group.description]
        }
        if let reason = content.reason {
            event["status_code"] = reason
            event["status_detail"] = content.detail
        }
        return event
    }

    private static func milliseconds(_ date: Date) -> Int64 { Int64((date.timeIntervalSince1970 * 1000).rounded()) }

    /// What an event says was done, or tried, to a membership.
    private struct Change {
        /// 3: a person is added; 4: removed.
        let activity: Int

        /// Nil for an event that is about no call.
        init?(type: String, action: MembershipAction) {
            let effect: MembershipAction
            switch type {
            case EventType.operationApplied.rawValue, EventType.operationAttemptFailed.rawValue,
                EventType.operationThrottled.rawValue, EventType.operationRefused.rawValue:
                effect = action
            case EventType.operationUndoApplied.rawValue, EventType.operationUndoRefused.rawValue:
                effect = action.opposite
            default: return nil
            }
            switch effect {
            case .add: activity = 3
            case .remove: activity = 4
            }
        }
    }
}
