# The values that the stack runs with: what the caller's environment says, else what the running stack was started
# with, else a default. All of them are written to .run/stack.env.
# shellcheck shell=bash disable=SC2154  # common.bash and its caller set root, library and run

stack_environment=$run/stack.env
secrets=$run/secrets

declare -A caller saved
settings=()

# Everything called LANDFALL_… is a setting of the stack, except what belongs to the scripts or to one service alone.
is_setting() {
    case $1 in
        LANDFALL_TEST_* | LANDFALL_WARNINGS_AS_ERRORS | LANDFALL_HTTP_PORT | LANDFALL_POSTGRES_ROLE) return 1 ;;
        LANDFALL_*) return 0 ;;
        *) return 1 ;;
    esac
}

remember_caller() {
    local name
    [ -z "${LANDFALL_HTTP_PORT:-}" ] ||
        fail "LANDFALL_HTTP_PORT can't be one port for five services; set LANDFALL_INGEST_PORT, LANDFALL_VALIDATOR_PORT" \
            "and so on, or unset it"
    for name in $(compgen -e); do
        is_setting "$name" || continue
        # A service does not run where the caller stands.
        if [[ $name == *_FILE ]] && [ -n "${!name}" ]; then
            caller[$name]=$(realpath -m -- "${!name}")
        else
            caller[$name]=${!name}
        fi
    done
}

load_saved() {
    local name value
    [ -s "$stack_environment" ] || return 0
    while IFS='=' read -r name value; do
        # Written below with %q: reading it back needs the shell's own unquoting.
        if is_setting "$name"; then eval "saved[$name]=$value"; fi
    done <"$stack_environment"
}

# setting NAME DEFAULT
setting() {
    printf -v "$1" %s "${caller[$1]-${saved[$1]-$2}}"
    settings+=("$1")
}

# port_setting NAME DEFAULT
port_setting() {
    setting "$1" "$2"
    [[ ${!1} =~ ^[0-9]{1,5}$ ]] && [ "${!1}" -ge 1024 ] && [ "${!1}" -le 65500 ] ||
        fail "$1 is \"${!1}\"; it must be a port between 1024 and 65500"
}

# seed_value FILE KEY: the first string under that key in a JSON file.
seed_value() {
    local found
    found=$(grep -m 1 -o "\"$2\" *: *\"[^\"]*\"" "$1" | head -n 1) || fail "$1 has no \"$2\""
    found=${found%\"}
    say "${found##*\"}"
}

# uri_path PATH: the path with everything percent-encoded that means something in a URI.
uri_path() {
    local LC_ALL=C text=$1 i character
    for ((i = 0; i < ${#text}; i++)); do
        character=${text:i:1}
        case $character in
            [A-Za-z0-9/._~-]) printf '%s' "$character" ;;
            *) printf '%%%02X' "'$character" ;;
        esac
    done
}

decide_ports() {
    port_setting LANDFALL_AMQP_PORT 5682
    port_setting LANDFALL_MANAGEMENT_PORT 15682
    port_setting LANDFALL_POSTGRES_PORT 5442
    port_setting LANDFALL_ENTRA_PORT 9401
    port_setting LANDFALL_SERVICENOW_PORT 9402
    port_setting LANDFALL_TEAMS_PORT 9403
    port_setting LANDFALL_INGEST_PORT 8401
    port_setting LANDFALL_VALIDATOR_PORT 8402
    port_setting LANDFALL_APPROVER_PORT 8403
    port_setting LANDFALL_EXECUTOR_PORT 8404
    port_setting LANDFALL_AUDITOR_PORT 8405
}

# Needs the secrets to be there already.
decide_values() {
    local name value
    setting LANDFALL_BUILD debug
    build_configuration >/dev/null || exit 1
    setting LANDFALL_ENTRA_SEED_FILE "$root/Simulators/Entra/seed.json"
    setting LANDFALL_SERVICENOW_SEED_FILE "$root/Simulators/ServiceNow/seed.json"
    [ -r "$LANDFALL_ENTRA_SEED_FILE" ] || fail "LANDFALL_ENTRA_SEED_FILE: can't read $LANDFALL_ENTRA_SEED_FILE"
    [ -r "$LANDFALL_SERVICENOW_SEED_FILE" ] ||
        fail "LANDFALL_SERVICENOW_SEED_FILE: can't read $LANDFALL_SERVICENOW_SEED_FILE"

    setting LANDFALL_AMQP_URL "amqp://landfall:$(<"$secrets/amqp-password")@127.0.0.1:$LANDFALL_AMQP_PORT/"
    setting LANDFALL_POSTGRES_URL "postgresql://landfall@127.0.0.1:$LANDFALL_POSTGRES_PORT/landfall?sslmode=disable&$(
        printf 'passfile=' && uri_path "$secrets/pgpass"
    )"
    setting LANDFALL_GRAPH_URL "http://127.0.0.1:$LANDFALL_ENTRA_PORT"
    setting LANDFALL_LOGIN_URL "http://127.0.0.1:$LANDFALL_ENTRA_PORT"
    value=$(seed_value "$LANDFALL_ENTRA_SEED_FILE" tenant)
    setting LANDFALL_TENANT_ID "$value"
    value=$(seed_value "$LANDFALL_ENTRA_SEED_FILE" clientId)
    setting LANDFALL_CLIENT_ID "$value"
    # One or the other: a certificate that the caller names leaves no room for the secret.
    if [ -z "${caller[LANDFALL_CLIENT_CERTIFICATE_FILE]-}" ]; then
        setting LANDFALL_CLIENT_SECRET_FILE "$secrets/client-secret"
    fi
    setting LANDFALL_SERVICENOW_URL "http://127.0.0.1:$LANDFALL_SERVICENOW_PORT"
    value=$(seed_value "$LANDFALL_SERVICENOW_SEED_FILE" client_id)
    setting LANDFALL_SERVICENOW_CLIENT_ID "$value"
    setting LANDFALL_SERVICENOW_CLIENT_SECRET_FILE "$secrets/servicenow-client-secret"
    # The first group of the instance is that of the operators.
    value=$(sed -n '/"sys_user_group"/,$ { s/.*"sys_id" *: *"\([^"]*\)".*/\1/; T; p; q }' "$LANDFALL_SERVICENOW_SEED_FILE")
    setting LANDFALL_INCIDENT_GROUP "$value"
    setting LANDFALL_TEAMS_WEBHOOK_URL_FILE "$secrets/teams-webhook-url"
    setting LANDFALL_WEBHOOK_KEY_FILE "$secrets/webhook-key"
    setting LANDFALL_INTENT_CLIENTS_FILE "$secrets/intent-clients"
    setting LANDFALL_AUDIT_SIGNING_KEY_FILE "$secrets/audit-signing-key.pem"
    setting LANDFALL_AUDIT_PUBLIC_KEY_FILE "$run/audit-public-key.pem"
    setting LANDFALL_AUDIT_CHECKPOINT_FILE "$run/audit-checkpoints"
    # For people's own look into the database, with landfall audit: what may read the audit trail.
    setting LANDFALL_POSTGRES_READER_ROLE landfall_auditor
    setting LANDFALL_APPROVER_URL "http://127.0.0.1:$LANDFALL_APPROVER_PORT"
    # For landfall policy: what may read and write the versions of the policy.
    setting LANDFALL_POSTGRES_POLICY_ROLE landfall_validator
    setting LANDFALL_AUDITOR_URL "http://127.0.0.1:$LANDFALL_AUDITOR_PORT"
    setting LANDFALL_SESSION_KEY_FILE "$secrets/session-key"
    setting LANDFALL_CA_FILE "$run/ca.pem"
    setting LANDFALL_POLICY_FILE "$root/scripts/demo-policy.yaml"
    setting LANDFALL_LOG_LEVEL info

    # Whatever else the caller set, or had set when the stack came up.
    for name in $(printf '%s\n' "${!caller[@]}" "${!saved[@]}" | sort -u); do
        [[ " ${settings[*]} " == *" $name "* ]] || setting "$name" ''
    done
}

# A running stack keeps its values: changing one under it would leave half of it with the old one.
refuse_changes() {
    local name changed=()
    for name in "${!caller[@]}"; do
        [ "${caller[$name]}" = "${saved[$name]-}" ] || changed+=("$name")
    done
    [ ${#changed[@]} -eq 0 ] ||
        fail "the stack is running with another value of ${changed[*]}; run scripts/stack down first, or unset it"
}

save_settings() {
    local name
    (
        umask 077
        {
            say "# The values of the running stack, for a shell: set -a; . .run/stack.env; set +a"
            for name in "${settings[@]}"; do printf '%s=%q\n' "$name" "${!name}"; done
        } >"$stack_environment.new"
    )
    mv "$stack_environment.new" "$stack_environment"
}

# make_secret NAME BYTES ENCODING: a random file that only the owner can read, unless it is there already.
make_secret() {
    [ ! -s "$secrets/$1" ] || return 0
    (umask 077 && openssl rand "-$3" "$2" | tr -d '\n' >"$secrets/$1.new" && mv "$secrets/$1.new" "$secrets/$1")
}

# make_signing_key NAME PUBLIC: an Ed25519 key that only the owner can read, unless it is there already, and its public half.
make_signing_key() {
    [ -s "$secrets/$1" ] ||
        (umask 077 && openssl genpkey -algorithm ed25519 -out "$secrets/$1.new" && mv "$secrets/$1.new" "$secrets/$1")
    openssl pkey -in "$secrets/$1" -pubout -out "$2"
}

# write_secret NAME TEXT
write_secret() { (umask 077 && printf '%s' "$2" >"$secrets/$1.new" && mv "$secrets/$1.new" "$secrets/$1"); }

# Secrets last as long as .run does. Those that hold a port are written anew each time.
make_secrets() {
    (umask 077 && mkdir -p "$secrets")
    make_secret amqp-password 24 hex
    make_secret postgres-admin-password 24 hex
    make_secret postgres-password 24 hex
    make_secret client-secret 24 hex
    make_secret servicenow-client-secret 24 hex
    make_secret teams-signature 32 hex
    # ServiceNow's generateMac wants its key in Base64.
    make_secret webhook-key 32 base64
    make_secret intent-key 32 base64
    write_secret intent-clients "demo-agent $(<"$secrets/intent-key")"
    make_signing_key audit-signing-key.pem "$run/audit-public-key.pem"
    make_secret session-key 32 base64
    write_secret pgpass "*:*:*:landfall:$(<"$secrets/postgres-password")"
    write_secret teams-webhook-url "http://127.0.0.1:$LANDFALL_TEAMS_PORT/workflows/landfall/triggers/manual/paths/invoke$(
        printf '?api-version=2016-06-01&sp=%%2Ftriggers%%2Fmanual%%2Frun&sv=1.0&sig=%s' "$(<"$secrets/teams-signature")"
    )"
}

# The simulators' seeds name the same secrets as the services' files: Landfall's own client is the first in each.
write_seeds() {
    (
        umask 077
        mkdir -p "$run/seeds"
        sed "0,/\"secret\" *: *\"[^\"]*\"/s//\"secret\": \"$(<"$secrets/client-secret")\"/" \
            "$LANDFALL_ENTRA_SEED_FILE" >"$run/seeds/entra.json"
        sed "0,/\"client_secret\" *: *\"[^\"]*\"/s//\"client_secret\": \"$(<"$secrets/servicenow-client-secret")\"/" \
            "$LANDFALL_SERVICENOW_SEED_FILE" >"$run/seeds/servicenow.json"
        printf '{"workflows": [{"id": "landfall", "sig": "%s"}]}\n' "$(<"$secrets/teams-signature")" >"$run/seeds/teams.json"
    )
}
