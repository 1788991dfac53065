# Ports on 127.0.0.1 and the few HTTP requests that scripts make, without any program beyond bash.
# shellcheck shell=bash

# port_taken PORT: something accepts connections there.
port_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# free_port: a port that nobody listens on, below the range that the kernel gives to outgoing connections.
free_port() {
    local candidate
    for _ in $(seq 200); do
        candidate=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
        port_taken "$candidate" || {
            printf '%s\n' "$candidate"
            return
        }
    done
    fail "found no free port between 20000 and 32000"
}

# http_status METHOD PORT PATH [JSON_FILE]: the status code of the answer; fails when none came within 5 seconds.
http_status() {
    local method=$1 port=$2 path=$3 body=${4:-} line code
    line=$(
        exec 2>/dev/null
        exec 3<>"/dev/tcp/127.0.0.1/$port" || exit 1
        {
            printf '%s %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n' "$method" "$path" "$port"
            if [ -n "$body" ]; then
                printf 'Content-Type: application/json\r\nContent-Length: %s\r\n\r\n' "$(wc -c <"$body")"
                cat "$body"
            else
                printf '\r\n'
            fi
        } >&3
        IFS= read -r -t 5 line <&3 && printf '%s\n' "$line"
        # The rest is read too: a server whose answer is cut off has something to complain of.
        timeout 2 cat <&3 >/dev/null || true
    ) || return 1
    read -r _ code _ <<<"$line"
    printf '%s\n' "${code%$'\r'}"
}
