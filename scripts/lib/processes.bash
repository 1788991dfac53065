# Processes that outlive the script that started them. A process is known by its id, its start time and the boot, so
# that an id which the system has given to somebody else since is never taken for ours, and never signalled.
# shellcheck shell=bash disable=SC2154  # common.bash and its caller set root, library and run

# process_identity PID: "PID START BOOT"; fails when there is no such process, or it is a zombie.
process_identity() {
    local line fields
    # Not $(<file): where the file is missing, bash 5.2 ends a script that runs with set -e, whatever stands around it.
    { read -r line <"/proc/$1/stat"; } 2>/dev/null || return 1
    # The second field is the program's name in brackets and may hold anything; START is field 22, the state field 3.
    read -ra fields <<<"${line##*)}"
    [ "${#fields[@]}" -ge 20 ] && [ "${fields[0]}" != Z ] && [ "${fields[0]}" != X ] || return 1
    printf '%s %s %s\n' "$1" "${fields[19]}" "$(</proc/sys/kernel/random/boot_id)"
}

# process_id FILE: the id that FILE remembers, if that very process still lives.
process_id() {
    local identity
    { read -r identity <"$1"; } 2>/dev/null || return 1
    [ "$(process_identity "${identity%% *}")" = "$identity" ] || return 1
    printf '%s\n' "${identity%% *}"
}

# close_inherited: closes every file but the three standard ones, in a subshell that is about to become something
# lasting: what a long-lived process holds open (the lock, a caller's pipe) is never released.
close_inherited() {
    local descriptor
    for descriptor in "/proc/$BASHPID/fd"/*; do
        descriptor=${descriptor##*/}
        if [ "$descriptor" -gt 2 ]; then exec {descriptor}>&-; fi
    done
}

# start_process FILE LOG COMMAND...: starts it in a session of its own, where no terminal's Ctrl-C reaches it, and
# remembers it in FILE.
start_process() {
    local file=$1 log=$2 id
    shift 2
    (
        close_inherited
        # A job of a script without job control leads no process group: setsid does not fork, and $! is the command.
        exec setsid "$@"
    ) </dev/null >>"$log" 2>&1 &
    id=$!
    disown "$id"
    process_identity "$id" >"$file.new" || true
    mv "$file.new" "$file"
}

# stop_processes SECONDS FILE...: SIGTERM to all at once; what is left after SECONDS is ended with its process group.
stop_processes() {
    local deadline=$((SECONDS + $1)) file id
    shift
    for file in "$@"; do
        if id=$(process_id "$file"); then kill -TERM "$id" 2>/dev/null || true; fi
    done
    for file in "$@"; do
        until process_ended "$file" "$deadline"; do
            id=$(process_id "$file") || break
            warn "${file##*/} (process $id) does not stop when asked: killing it"
            kill -KILL -- "-$id" 2>/dev/null || true
            process_ended "$file" $((SECONDS + 5)) || fail "${file##*/} (process $id) can't be ended"
        done
        rm -f "$file"
    done
}

# process_ended FILE DEADLINE: waits until then.
process_ended() {
    while process_id "$1" >/dev/null; do
        [ "$SECONDS" -lt "$2" ] || return 1
        sleep 0.05
    done
}
