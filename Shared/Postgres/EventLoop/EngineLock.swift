internal import Glibc

/// The lock that an engine is used under. Who has to wait for it sleeps at once.
///
/// Synchronization's `Mutex` spins first, on a processor that the holder may be waiting for, and asks the kernel even to
/// find out that it is taken.
///
/// `@unchecked Sendable`: this has the only reference to the engine, whose users get it while they hold the lock, and can
/// take nothing out but what is Sendable.
final class EngineLock: @unchecked Sendable {
    private let engine: Engine
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>

    init(_ engine: sending Engine) {
        self.engine = engine
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    func withEngine<R: Sendable>(_ body: (Engine) -> R) -> R {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body(engine)
    }

    /// Nil, without a wait, if somebody else uses the engine.
    func withEngineIfFree<R: Sendable>(_ body: (Engine) -> R) -> R? {
        guard pthread_mutex_trylock(mutex) == 0 else { return nil }
        defer { pthread_mutex_unlock(mutex) }
        return body(engine)
    }
}
