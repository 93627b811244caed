# One throw-away PostgreSQL cluster, reachable by a socket in its own folder only.
# Prints the folder when ready, and ends when its standard input closes: that is, when whoever started it is gone,
# however it went. Usage: sh postgres.sh FOLDER_OF_POSTGRESQL_PROGRAMS
set -eu
bin=$1
dir=$(mktemp -d /tmp/parlor-postgres-XXXXXX)
cleanup() {
    "$bin/pg_ctl" stop -D "$dir/data" -m immediate -w >/dev/null 2>&1 || true
    rm -rf "$dir"
}
trap cleanup EXIT
trap 'exit 1' INT TERM HUP
"$bin/initdb" -A trust -U postgres -E UTF8 --locale=C --no-sync -D "$dir/data" >"$dir/log" 2>&1 || { cat "$dir/log" >&2; exit 1; }
"$bin/pg_ctl" start -w -D "$dir/data" -l "$dir/log" \
    -o "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses= -c max_connections=300 -k $dir" \
    >/dev/null 2>&1 || { cat "$dir/log" >&2; exit 1; }
echo "$dir"
cat >/dev/null
