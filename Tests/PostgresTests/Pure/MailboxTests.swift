import Testing

@testable import Postgres

@Suite("The mailbox of the event loop")
struct MailboxTests {
    @Test("is unattended only while its reader sleeps and nothing waits")
    func unattended() throws {
        let mailbox = try Mailbox<Int>()
        #expect(!mailbox.isUnattended)
        #expect(mailbox.takeBeforeSleep().isEmpty && mailbox.isUnattended)
        mailbox.readerIsUp()
        #expect(!mailbox.isUnattended)
        #expect(mailbox.takeBeforeSleep().isEmpty && mailbox.isUnattended)
        #expect(mailbox.post(1) && !mailbox.isUnattended)
        // The reader may not sleep now.
        #expect(mailbox.takeBeforeSleep() == [1] && !mailbox.isUnattended)
        #expect(mailbox.post(2) && mailbox.take() == [2] && !mailbox.isUnattended)
    }

    @Test("is not unattended when it is closed")
    func closed() throws {
        let mailbox = try Mailbox<Int>()
        #expect(mailbox.takeBeforeSleep().isEmpty)
        #expect(mailbox.close().isEmpty && !mailbox.isUnattended && !mailbox.post(1))
    }
}
