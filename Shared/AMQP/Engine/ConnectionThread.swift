import CRabbitMQ
import Glibc

/// A thread of our own: librabbitmq blocks while it connects, and Swift's cooperative threads must not.
enum ConnectionThread {
    /// - Throws: `connectionFailed` when the system gives no thread.
    static func start(name: String, _ body: @escaping @Sendable () -> Void) throws(AMQPError) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        // The library decodes nested tables by recursion, as deep as one frame of 128 KiB can nest them.
        pthread_attr_setstacksize(&attributes, 16 << 20)
        let work = Unmanaged.passRetained(Work(name: name, body: body))
        var thread = pthread_t()
        let status = pthread_create(&thread, &attributes, { Work.run($0) }, work.toOpaque())
        guard status == 0 else {
            work.release()
            throw AMQPError(.connectionFailed, "no thread can be started (errno \(status))")
        }
    }

    private final class Work: Sendable {
        private let name: String
        private let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }

        static func run(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
            guard let pointer else { return nil }
            let work = Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue()
            // Linux keeps 15 bytes of a thread's name.
            crabbitmq_name_thread(work.name)
            work.body()
            return nil
        }
    }
}
