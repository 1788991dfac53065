#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A thread of the system's, for work that blocks and so must not run on Swift's cooperative threads.
enum DedicatedThread {
    /// Runs `body` on a new thread, which nobody joins and which ends with it.
    ///
    /// - Returns: The system's error number if it gives no thread, in which case `body` is never called.
    static func start(_ body: @escaping @Sendable () -> Void) -> CInt {
        let context = Unmanaged.passRetained(Body(run: body))
        let result = create(context.toOpaque())
        if result != 0 { context.release() }
        return result
    }

    private final class Body: Sendable {
        let run: @Sendable () -> Void

        init(run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }

    private static func run(_ context: UnsafeMutableRawPointer) {
        Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
    }

    #if canImport(Glibc)
        private static func create(_ context: UnsafeMutableRawPointer) -> CInt {
            var thread = pthread_t()
            let result = pthread_create(&thread, nil, threadMain, context)
            if result == 0 { pthread_detach(thread) }
            return result
        }

        private static let threadMain: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
            context in
            if let context { run(context) }
            return nil
        }
    #else
        private static func create(_ context: UnsafeMutableRawPointer) -> CInt {
            var thread: pthread_t?
            let result = pthread_create(&thread, nil, threadMain, context)
            if let thread { pthread_detach(thread) }
            return result
        }

        private static let threadMain: @convention(c) (UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? = {
            context in
            run(context)
            return nil
        }
    #endif
}
