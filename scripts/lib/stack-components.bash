# The parts of the stack: where each one listens, whether it lives, how it is started and when it is ready.
# shellcheck shell=bash disable=SC2154  # common.bash and its caller set root, library and run

servers=(rabbitmq postgres)
simulators=(entra servicenow teams)
services=(ingest validator approver executor auditor)
pids=$run/pids
logs=$run/logs

# The executors beside the first one: executor-2, executor-3, …
further_executors() {
    local file
    for file in "$pids"/executor-*; do
        if [[ $file =~ /executor-[0-9]+$ ]]; then say "${file##*/}"; fi
    done | sort -t- -k2 -n
}

# component_setting NAME: the setting that holds its port.
component_setting() {
    case $1 in
        rabbitmq) say LANDFALL_AMQP_PORT ;;
        executor-*) return 1 ;;
        *) say "LANDFALL_${1^^}_PORT" ;;
    esac
}

component_port() {
    local name
    if name=$(component_setting "$1"); then say "${!name}"; else cat "$run/ports/$1"; fi
}

# Each port that a component takes, with the setting that moves it: "PORT SETTING" lines.
component_ports() {
    local name
    name=$(component_setting "$1") || return 0
    say "${!name} $name"
    case $1 in
        rabbitmq) say "$LANDFALL_MANAGEMENT_PORT LANDFALL_MANAGEMENT_PORT" ;;
        entra | servicenow | teams) say "$((${!name} + 10)) $name" ;;
    esac
}

# component_pid NAME: fails when it does not run.
component_pid() {
    local pid='' program directory
    case $1 in
        rabbitmq)
            # No line end after the number: read says that it failed.
            { read -r pid <"$run/rabbitmq/broker.pid"; } 2>/dev/null || [ -n "$pid" ] || return 1
            { read -r program <"/proc/$pid/comm"; } 2>/dev/null && [[ $program == beam* ]] || return 1
            ;;
        postgres)
            directory=$(readlink -f "$run/postgres/data") || return 1
            pid=$(head -n 1 "$directory/postmaster.pid" 2>/dev/null) &&
                [ -r "/proc/$pid/cmdline" ] &&
                [[ "$(tr '\0' ' ' <"/proc/$pid/cmdline")" == *"postgres -D $directory "* ]] || return 1
            ;;
        *)
            process_id "$pids/$1"
            return
            ;;
    esac
    process_identity "$pid" >/dev/null && say "$pid"
}

component_lives() { component_pid "$1" >/dev/null; }

anything_lives() {
    local name
    for name in "${servers[@]}" "${simulators[@]}" "${services[@]}" $(further_executors); do
        ! component_lives "$name" || return 0
    done
    return 1
}

# component_state NAME: ready, not ready, no answer or stopped.
component_state() {
    local path code
    component_lives "$1" || {
        say stopped
        return
    }
    case $1 in
        rabbitmq)
            if port_taken "$LANDFALL_AMQP_PORT"; then say ready; else say "no answer"; fi
            return
            ;;
        postgres)
            if database_answers; then say ready; else say "no answer"; fi
            return
            ;;
        entra | servicenow | teams) path=/_sim/state ;;
        *) path=/readyz ;;
    esac
    code=$(http_status GET "$(component_port "$1")" "$path") || code=''
    case $code in
        200) say ready ;;
        '') say "no answer" ;;
        *) say "not ready ($code)" ;;
    esac
}

executable() { say "$root/.build/$LANDFALL_BUILD/$1"; }

component_executable() {
    case $1 in
        entra | servicenow | teams) executable "$1-simulator" ;;
        *) executable "landfall-${1%%-*}" ;;
    esac
}

start_component() {
    local name=$1 command
    case $name in
        rabbitmq)
            "$library/rabbitmq" start --dir "$run/rabbitmq" --port "$LANDFALL_AMQP_PORT" \
                --management-port "$LANDFALL_MANAGEMENT_PORT" --user landfall --password-file "$secrets/amqp-password"
            return
            ;;
        postgres)
            "$library/postgres" start --dir "$run/postgres" --port "$LANDFALL_POSTGRES_PORT" \
                --user landfall_admin --password-file "$secrets/postgres-admin-password"
            return
            ;;
    esac
    command=$(component_executable "$name")
    case $name in
        entra)
            start_process "$pids/$name" "$logs/$name.log" "$command" --port "$LANDFALL_ENTRA_PORT" --host 127.0.0.1 \
                --certificates "$run/certificates" --seed "$run/seeds/entra.json"
            ;;
        servicenow)
            start_process "$pids/$name" "$logs/$name.log" "$command" --port "$LANDFALL_SERVICENOW_PORT" \
                --host 127.0.0.1 --certificates "$run/certificates" --seed "$run/seeds/servicenow.json" \
                --webhook-url "http://127.0.0.1:$LANDFALL_INGEST_PORT/v1/hooks/servicenow" \
                --webhook-key-file "$LANDFALL_WEBHOOK_KEY_FILE"
            ;;
        teams)
            start_process "$pids/$name" "$logs/$name.log" "$command" --port "$LANDFALL_TEAMS_PORT" --host 127.0.0.1 \
                --certificates "$run/certificates" --seed "$run/seeds/teams.json"
            ;;
        *)
            (
                # Only the services get the settings: they hold passwords, and nobody else needs them.
                export "${settings[@]}"
                export LANDFALL_HTTP_PORT LANDFALL_POSTGRES_ROLE=landfall_${name%%-*}
                LANDFALL_HTTP_PORT=$(component_port "$name")
                start_process "$pids/$name" "$logs/$name.log" "$command"
            )
            ;;
    esac
}

psql_as_admin() {
    PGPASSFILE=$secrets/pgpass-admin "$(find /usr/lib/postgresql -path '*/bin/psql' | sort -V | tail -n 1)" \
        "host=127.0.0.1 port=$LANDFALL_POSTGRES_PORT user=landfall_admin sslmode=disable connect_timeout=5 dbname=$1" \
        --no-psqlrc --quiet --no-password --set=ON_ERROR_STOP=1 --output=/dev/null
}

database_answers() { echo 'SELECT 1' | psql_as_admin landfall 2>/dev/null; }

# One database; one login role that may become any service, and by itself may do nothing; and for each service a role
# that can create its own schema and write nowhere else.
make_database() {
    local role
    write_secret pgpass-admin "*:*:*:landfall_admin:$(<"$secrets/postgres-admin-password")"
    {
        # A statement that holds a password must not reach the server's log, even when it fails.
        echo "SET log_min_error_statement = panic; SET client_min_messages = warning;"
        echo "SELECT 'CREATE ROLE landfall LOGIN NOINHERIT' WHERE to_regrole('landfall') IS NULL \gexec"
        echo "ALTER ROLE landfall PASSWORD '$(<"$secrets/postgres-password")';"
        echo "SELECT 'CREATE DATABASE landfall' WHERE NOT EXISTS"
        echo "  (SELECT FROM pg_database WHERE datname = 'landfall') \gexec"
        echo "REVOKE ALL ON DATABASE landfall FROM PUBLIC;"
        echo "GRANT CONNECT ON DATABASE landfall TO landfall;"
        for role in "${services[@]/#/landfall_}"; do
            echo "SELECT 'CREATE ROLE $role NOLOGIN' WHERE to_regrole('$role') IS NULL \gexec"
            echo "GRANT CREATE ON DATABASE landfall TO $role;"
            echo "GRANT $role TO landfall;"
        done
    } | psql_as_admin postgres
}

component_log() {
    case $1 in
        rabbitmq) say "$run/rabbitmq/log/broker.log" ;;
        postgres) say "$run/postgres/log" ;;
        *) say "$logs/$1.log" ;;
    esac
}

# wait_ready SECONDS NAME...: fails with the end of the log of the first that is not ready by then, or that ended.
wait_ready() {
    local deadline=$((SECONDS + $1)) name state log
    shift
    for name in "$@"; do
        until state=$(component_state "$name") && [ "$state" = ready ]; do
            if [ "$state" = stopped ] || [ "$SECONDS" -ge "$deadline" ]; then
                log=$(component_log "$name")
                tail -n 20 "$log" >&2 || true
                log="the end of ${log#"$root/"} is above"
                if [ "$state" = stopped ]; then fail "$name has ended; $log"; fi
                fail "$name is not ready in time ($state); $log"
            fi
            sleep 0.1
        done
    done
}
