# What the scripts ask of Swift.
# shellcheck shell=bash disable=SC2154  # common.bash and its caller set root, library and run

# require_swift: a swift command at least as new as Package.swift asks for.
require_swift() {
    local wanted found
    wanted=$(sed -n '1s/^.*swift-tools-version: *//p' "$root/Package.swift")
    command -v swift >/dev/null ||
        fail "no swift command found; Landfall needs Swift $wanted or newer: https://www.swift.org/install/linux/"
    found=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1)
    [ "$(printf '%s\n%s\n' "$wanted" "$found" | sort -V | head -n 1)" = "$wanted" ] ||
        fail "Landfall needs Swift $wanted or newer, and this is ${found:-of an unknown version}"
}

# build_configuration: debug, unless LANDFALL_BUILD says otherwise.
build_configuration() {
    case ${LANDFALL_BUILD:-debug} in
        debug | release) printf '%s\n' "${LANDFALL_BUILD:-debug}" ;;
        *) fail "LANDFALL_BUILD is \"$LANDFALL_BUILD\"; it can be debug or release" ;;
    esac
}
