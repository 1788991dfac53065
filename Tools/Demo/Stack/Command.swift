import Foundation

/// Another program, run to its end.
///
/// Not `Foundation.Process`: that one hands on the signal mask of whichever thread it is called on, so that what a script
/// starts may never see a SIGTERM; and on Linux it waits for everything that inherits its descriptors, daemons too.
struct Command: Sendable {
    let path: String
    let arguments: [String]

    /// Runs it without input, its output and errors in `file`.
    ///
    /// - Returns: its exit status, or 128 and the signal that ended it.
    /// - Throws: ``DemoFailure`` if it can't be started.
    func run(outputTo file: String) async throws(DemoFailure) -> Int32 {
        let pid = try spawn(outputTo: file)
        return await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var status: Int32 = 0
                while waitpid(pid, &status, 0) == -1, errno == EINTR {}
                let signal = status & 0x7F
                continuation.resume(returning: signal == 0 ? (status >> 8) & 0xFF : 128 + signal)
            }
        }
    }

    private func spawn(outputTo file: String) throws(DemoFailure) -> pid_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var every = sigset_t()
        sigfillset(&every)
        posix_spawnattr_setsigdefault(&attributes, &every)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, file, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)

        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var pid: pid_t = 0
        let failure = posix_spawn(&pid, path, &actions, &attributes, &words, environ)
        guard failure == 0 else {
            throw DemoFailure("\(path) could not be started: \(String(cString: strerror(failure)))")
        }
        return pid
    }
}
