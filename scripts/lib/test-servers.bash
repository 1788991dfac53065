# A RabbitMQ and a PostgreSQL of their own for tests and benchmarks, found through LANDFALL_TEST_… (docs/development.md).
# shellcheck shell=bash disable=SC2154  # common.bash and its caller set root, library and run

server_jobs=()
test_servers=''

# Side by side, and each in a process group of its own, so that a signal to ours does not cut a start off half-way.
start_test_servers() {
    local name job management_port credentials
    mkdir -p "$run"
    test_servers=$(mktemp -d "$run/test-XXXXXX")
    "$library/certificates" "$test_servers/certificates"
    for name in rabbitmq postgres; do (umask 077 && openssl rand -hex 24 >"$test_servers/$name-password"); done
    management_port=$(free_port)
    set -m
    "$library/rabbitmq" start --dir "$test_servers/rabbitmq" --certificates "$test_servers/certificates" \
        --management-port "$management_port" --user landfall --password-file "$test_servers/rabbitmq-password" \
        </dev/null &
    server_jobs+=("$!")
    "$library/postgres" start --dir "$test_servers/postgres" --certificates "$test_servers/certificates" \
        --user landfall --password-file "$test_servers/postgres-password" </dev/null &
    server_jobs+=("$!")
    set +m
    for job in "${server_jobs[@]}"; do wait "$job" || fail "the tests need both servers"; done
    server_jobs=()

    credentials=landfall:$(cat "$test_servers/rabbitmq-password")
    export LANDFALL_TEST_AMQP_URL LANDFALL_TEST_AMQPS_URL LANDFALL_TEST_MANAGEMENT_URL LANDFALL_TEST_POSTGRES_URL
    LANDFALL_TEST_AMQP_URL=amqp://$credentials@127.0.0.1:$(rabbitmq_setting PORT)/
    LANDFALL_TEST_AMQPS_URL=amqps://$credentials@localhost:$(rabbitmq_setting TLS_PORT)/
    LANDFALL_TEST_MANAGEMENT_URL=http://$credentials@127.0.0.1:$management_port
    LANDFALL_TEST_POSTGRES_URL=$("$library/postgres" url --dir "$test_servers/postgres")
    export LANDFALL_TEST_CA_FILE=$test_servers/certificates/ca.pem
    export LANDFALL_TEST_CERTIFICATES=$test_servers/certificates
    export LANDFALL_TEST_SCRIPTS=$root/scripts
}

# rabbitmq_setting NAME: one of the ports that the broker's start has chosen.
rabbitmq_setting() { sed -n "s/^$1=//p" "$test_servers/rabbitmq/settings"; }

# Ends them and keeps their logs in .run/test-logs. For a script's end: does nothing where they were not started.
stop_test_servers() {
    local job
    [ -n "$test_servers" ] || return 0
    # A server that is only half up can't be stopped: let it finish starting.
    for job in "${server_jobs[@]}"; do wait "$job" || true; done
    "$library/rabbitmq" kill --dir "$test_servers/rabbitmq" || true
    "$library/postgres" kill --dir "$test_servers/postgres" || true
    rm -rf "$run/test-logs"
    mkdir -p "$run/test-logs"
    cp "$test_servers"/rabbitmq/log/*.log "$run/test-logs/" 2>/dev/null || true
    cp "$test_servers/postgres/log" "$run/test-logs/postgres.log" 2>/dev/null || true
    "$library/postgres" remove --dir "$test_servers/postgres" || true
    rm -rf "$test_servers"
}
