import Foundation
import Postgres
import Testing

@Suite("Values")
struct ValueTests {
    enum Colour: String, PostgresCodable, CaseIterable { case red, green }
    struct Number: RawRepresentable, PostgresCodable, Hashable { var rawValue: Int }

    private func roundTrip<T: PostgresCodable & Equatable>(_ value: T) async throws -> T {
        let client = try TestServer.client { $0.maximumConnections = 1 }
        return try await client.query("SELECT \(value) AS value")[0].decode("value")
    }

    @Test("come back as they went")
    func roundTrips() async throws {
        for value in [true, false] { #expect(try await roundTrip(value) == value) }
        for value in [Int16.min, 0, .max] { #expect(try await roundTrip(value) == value) }
        for value in [Int32.min, 0, .max] { #expect(try await roundTrip(value) == value) }
        for value in [Int64.min, 0, .max] { #expect(try await roundTrip(value) == value) }
        for value in [Int.min, 0, .max] { #expect(try await roundTrip(value) == value) }
        for value in [0.1, -.greatestFiniteMagnitude, .infinity, .leastNonzeroMagnitude] {
            #expect(try await roundTrip(value) == value)
        }
        for value in ["", "plain", "ø 😀 \u{1}", "'; DROP TABLE x; --", "\\", "\"", "$1", "%s\n\t"] {
            #expect(try await roundTrip(value) == value)
        }
        for value in [[UInt8](), [0], Array(0...255)] { #expect(try await roundTrip(value) == value) }
        let id = UUID()
        #expect(try await roundTrip(id) == id)
        #expect(try await roundTrip(Colour.green) == .green)
        #expect(try await roundTrip(Number(rawValue: 7)) == Number(rawValue: 7))
        #expect(try await roundTrip(String?.none) == nil)
        #expect(try await roundTrip(UUID?.some(id)) == id)
    }

    @Test("in arrays come back as they went")
    func arrays() async throws {
        #expect(try await roundTrip(["a", "", "{b,\"c\"}", "NULL"]) == ["a", "", "{b,\"c\"}", "NULL"])
        #expect(try await roundTrip([String]()) == [])
        #expect(try await roundTrip([Int64.min, 5, .max]) == [Int64.min, 5, .max])
        let ids = (0..<100).map { _ in UUID() }
        #expect(try await roundTrip(ids) == ids)
        let client = try TestServer.client()
        let row = try await client.query("SELECT ARRAY[1,NULL]::int[] AS a, ARRAY[[1],[2]]::int[] AS b")[0]
        #expect(await failure { try row.decode("a", as: [Int].self) }?.message.contains("NULL") == true)
        #expect(await failure { try row.decode("b", as: [Int].self) }?.message.contains("2 dimensions") == true)
    }

    @Test("keep their microseconds")
    func microseconds() async throws {
        let client = try TestServer.client()
        for text in [
            "2026-11-23 08:27:08.123456+00", "1969-12-31 23:59:59.999999+00", "2000-01-01 00:00:00+00",
            "1900-02-28 12:00:00.000001+00", "2099-12-31 23:59:59.999999+00",
        ] {
            let row = try await client.query("SELECT \(text)::timestamptz AS instant")[0]
            let date = try row.decode("instant", as: Date.self)
            let back = try await client.query("SELECT to_char(\(date), 'YYYY-MM-DD HH24:MI:SS.US+00') AS text")[0]
            let whole = text.contains(".") ? text : text.replacing("+00", with: ".000000+00")
            #expect(try back.decode("text", as: String.self) == whole)
        }
    }

    @Test("that are decimal numbers are exact")
    func numerics() async throws {
        let client = try TestServer.client()
        for text in [
            "0", "0.00", "1", "-1", "10000", "99999999", "0.0001", "-0.00010", "12.340",
            "123456789012345678901234567890.1234",
            "0.000000000000000000001", "100000000", "1234500000000.00005",
        ] {
            let row = try await client.query("SELECT \(text)::numeric AS number")[0]
            #expect(try row.decode("number", as: String.self) == text)
        }
        let price = try #require(Decimal(string: "-1234.5600"))
        #expect(try await roundTrip(price) == price)
        let long = try await client.query("SELECT repeat('9', 60)::numeric AS number")[0]
        #expect(await failure { try long.decode("number", as: Decimal.self) }?.code == .decoding)
    }

    @Test("that are JSON come back as they went")
    func json() async throws {
        struct Order: Codable, Equatable { var id: Int, tags: [String], at: Date }
        let order = Order(id: 1, tags: ["a", "b"], at: Date(timeIntervalSince1970: 1_700_000_000))
        let client = try TestServer.client()
        let row = try await client.query("SELECT \(try PostgresJSON(encoding: order)) AS b, '{\"id\": 2}'::json AS j")[
            0]
        #expect(try row.decode("b", as: PostgresJSON.self).decode(Order.self) == order)
        #expect(try row.decode("j", as: PostgresJSON.self).bytes == Array("{\"id\": 2}".utf8))
        #expect(await failure { try row.decode("j", as: PostgresJSON.self).decode(Order.self) }?.code == .decoding)
    }

    @Test("of an enumeration made in the database are texts")
    func enumerations() async throws {
        let client = try TestServer.client()
        try await withSchema(client) { schema in
            try await client.query("CREATE TYPE \(identifier: schema).colour AS ENUM ('red', 'green')")
            try await client.query(
                "CREATE TABLE \(identifier: schema).t (c \(identifier: schema).colour, d date, i interval)")
            try await client.query(
                "INSERT INTO \(identifier: schema).t VALUES (\(Colour.red), \("2026-02-03"), \("5 min"))")
            let row = try await client.query("SELECT c, d::text, i FROM \(identifier: schema).t")[0]
            #expect(try row.decode("c", as: Colour.self) == .red)
            #expect(try row.decode("d", as: String.self) == "2026-02-03")
            #expect(await failure { try row.decode("i", as: String.self) }?.message.contains("::text") == true)
        }
    }

    @Test("that PostgreSQL can't hold are refused before anything is sent, without being quoted")
    func refused() async throws {
        let client = try TestServer.client()
        let text = await failure { try await client.query("SELECT \("top\0secret")") }
        #expect(text?.code == .encoding && text?.description.contains("secret") == false)
        #expect(
            await failure { try await client.query("SELECT \(Date(timeIntervalSince1970: .nan))") }?.code == .encoding)
        #expect(await failure { try await client.query("SELECT \(Decimal.nan)") }?.code == .encoding)
        #expect(await failure { try await client.query(PostgresStatement(unsafeSQL: "SELECT 1\0")) }?.code == .encoding)
    }
}

@Suite("A decoding error")
struct DecodingErrorTests {
    @Test("names the column, the type that was found and the one wanted")
    func names() async throws {
        let client = try TestServer.client()
        let row = try await client.query("SELECT 'x'::text AS name, 5000000000::int8 AS big, NULL::uuid AS missing")[0]
        #expect(
            await failure { try row.decode("name", as: Int.self) }?.message
                == "column \"name\" of type text can't be read as Int: the types don't match")
        #expect(
            await failure { try row.decode("big", as: Int32.self) }?.message
                == "column \"big\" of type bigint can't be read as Int32: the value does not fit")
        #expect(
            await failure { try row.decode("missing", as: UUID.self) }?.message
                == "column \"missing\" of type uuid can't be read as UUID: it is NULL")
        #expect(
            await failure { try row.decode("nope", as: UUID.self) }?.message
                == "there is no column \"nope\"; there are \"name\", \"big\", \"missing\"")
        #expect(await failure { try row.decode((String, Int, UUID).self) }?.message.contains("\"missing\"") == true)
        #expect(
            await failure { try row.decode((String, Int, UUID?, Int).self) }?.message.contains("no column 3") == true)
    }
}
