import OrderedCollections
import SimulatorKit

/// Turns directory objects into Graph's JSON. Pure.
enum EntityWriter {
    /// The properties that were asked for, or those of the kind that come by themselves.
    ///
    /// - Parameter isTyped: Whether `@odata.type` says what the object is, as in collections of several kinds.
    static func entity(
        _ properties: JSONObject, _ kind: ObjectKind, select: [String]?, isTyped: Bool = false
    ) -> JSONObject {
        var entity: JSONObject = [:]
        if isTyped { entity["@odata.type"] = .string("#\(kind.typeName)") }
        let types = kind.properties
        for name in select ?? kind.defaultProperties {
            guard let type = types[name] else { continue }
            entity[name] = properties[name] ?? type.absent
        }
        return entity
    }

    /// What is left of an object that the app may not read: its type and its id.
    static func hidden(_ id: ObjectID, _ kind: ObjectKind, select: [String]?) -> JSONObject {
        var entity = self.entity([:], kind, select: select, isTyped: true)
        if entity["id"] != nil { entity["id"] = .string(id.text) }
        return entity
    }

    /// `users(id,department)`: the part of a context that says what was selected.
    static func contextPath(_ collection: String, _ query: ODataQuery) -> String {
        let parts = (query.select ?? []) + query.expand.map { "\($0.property)()" }
        return parts.isEmpty ? collection : "\(collection)(\(parts.joined(separator: ",")))"
    }
}
