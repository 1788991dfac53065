import OrderedCollections
import SimulatorKit
import Testing

@testable import EntraSimulator

@Suite("The directory")
struct DirectoryTests {
    private func directory() throws -> Directory {
        let seed = try Seed(Sample.seed())
        return Directory(users: seed.users, groups: seed.groups, deletedGroups: seed.deletedGroups)
    }

    @Test("finds people by id and by name, whatever the case")
    func lookup() throws {
        let directory = try directory()
        #expect(directory.user(Sample.ana.uppercased())?.displayName == "Ana")
        #expect(directory.user("ANA@contoso.example")?.id == Sample.id(Sample.ana))
        #expect(directory.user("nobody@contoso.example") == nil)
    }

    @Test("sees through nested groups when asked to")
    func nesting() throws {
        let directory = try directory()
        let ben = Sample.id(Sample.ben)
        let nesting = Sample.id(Sample.nesting)
        #expect(!directory.groups(of: ben, transitive: false).contains(nesting))
        #expect(directory.groups(of: ben, transitive: true).contains(nesting))
        #expect(directory.transitiveMembers(of: nesting).contains(ben))
    }

    @Test("survives groups that hold each other")
    func cycle() throws {
        var directory = try directory()
        directory.apply(.memberAdded(group: Sample.id(Sample.plain), member: Sample.id(Sample.nesting)))
        #expect(directory.transitiveMembers(of: Sample.id(Sample.plain)).contains(Sample.id(Sample.nesting)))
        #expect(directory.groups(of: Sample.id(Sample.ben), transitive: true).contains(Sample.id(Sample.nesting)))
    }

    @Test("lets a deleted person and a deleted group leave no trace in other groups")
    func deletion() throws {
        var directory = try directory()
        directory.apply(.userDeleted(Sample.id(Sample.ben)))
        #expect(directory.groups.values.allSatisfy { !$0.members.contains(Sample.id(Sample.ben)) })
        directory.apply(.groupDeleted(Sample.id(Sample.plain), at: "2026-01-01T00:00:00Z", isRestorable: true))
        #expect(directory.groups[Sample.id(Sample.nesting)]?.members.isEmpty == true)
        #expect(
            directory.deletedGroups[Sample.id(Sample.plain)]?.properties["deletedDateTime"] == "2026-01-01T00:00:00Z")
    }

    @Test("follows a person who gets another name")
    func renaming() throws {
        var directory = try directory()
        directory.apply(.userUpdated(Sample.id(Sample.ana), ["userPrincipalName": "ana.new@contoso.example"]))
        #expect(directory.user("ana.new@contoso.example") != nil)
        #expect(directory.user("ana@contoso.example") == nil)
    }
}
