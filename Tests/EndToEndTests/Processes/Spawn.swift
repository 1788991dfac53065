import Foundation
import Glibc

/// Starts a process and waits for it, on threads where blocking is no harm.
enum Spawn {
    /// Starts an executable with its input empty and its output going to a file.
    ///
    /// Foundation's `Process` would hand on the signal mask of the thread that it is called on. A thread of Swift's pool
    /// blocks SIGTERM, and a child that inherits that can't be asked to stop.
    static func start(_ executable: URL, _ arguments: [String], environment: [String: String], log: URL) throws -> pid_t
    {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log.path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
        for descriptor in inheritable() { posix_spawn_file_actions_addclose(&actions, descriptor) }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))

        let argv = ([executable.path] + arguments).map { strdup($0) }
        let envp = environment.map { strdup("\($0.key)=\($0.value)") }
        defer { for string in argv + envp { free(string) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, executable.path, &actions, &attributes, argv + [nil], envp + [nil])
        guard code == 0 else { throw HarnessError("\(executable.path): \(String(cString: strerror(code)))") }
        return pid
    }

    /// The descriptors that a child would get: a socket held by two processes does not close when one is killed.
    private static func inheritable() -> [Int32] {
        let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return open.compactMap { Int32($0) }.filter { $0 > STDERR_FILENO && fcntl($0, F_GETFD) & FD_CLOEXEC == 0 }
    }

    /// Waits for the end of a process on a thread of its own.
    /// - Parameter ended: is told the exit status, or the negative number of the signal that ended it.
    static func wait(for pid: pid_t, _ ended: @escaping @Sendable (Int32) -> Void) {
        let thread = Thread {
            var status: Int32 = 0
            while waitpid(pid, &status, 0) < 0, errno == EINTR {}
            let signal = status & 0x7F
            ended(signal == 0 ? (status >> 8) & 0xFF : -signal)
        }
        thread.name = "wait for \(pid)"
        thread.stackSize = 128 * 1024
        thread.start()
    }
}
