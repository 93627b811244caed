//! Texts printed by `--help`.

/// The overview.
pub(crate) const ALL: &str = "\
Parlor's project commands

    cargo xtask demo         build everything and serve the playground on http://localhost:8787
    cargo xtask test         set up and run every test
    cargo xtask size         build the bundle, print its sizes, fail above the budgets
    cargo xtask bench        run the benchmarks against a release server
    cargo xtask conformance  compare a running server with the vendors' pages
    cargo xtask dist         make a release archive with the bundle inside the binary

    cargo xtask bundle       only build the browser bundle into dist/bundle
    cargo xtask tools        only install the tools into target/tools

`cargo xtask <command> --help` tells more. Output of quiet steps is kept in target/logs.";

const DEMO: &str = "\
cargo xtask demo [--port N] [--data DIR] [--json] [other arguments of `parlor demo`]

Installs the tools, builds the bundle and the server, then becomes `parlor demo`, which prints the address,
the widget's id, its keys and the snippet to paste. Ctrl-C ends it.

    --port N      default 8787
    --data DIR    default target/demo; delete it to start afresh
    --json        one JSON line when ready instead of the text; progress goes to the error output";

const TEST: &str = "\
cargo xtask test [--full | --quick] [--only STEP]... [--filter EXPRESSION] [-- ARGUMENTS OF cargo nextest run]

Sets up what is missing, then runs every step, even after one failed; the exit code is not zero when any failed.

    --full          larger budgets, and the tests that only run with this flag; they say so when they are skipped
    --quick         for daily work: unit tests, the contract of storage on SQLite, the APIs, the source's rules;
                    no browser, no PostgreSQL, no kills, no other programs
    --only STEP     run only this step (may be repeated): fmt, clippy, deny, audit, doc, wasm,
                    nextest
    --filter EXPR   only the nextest step, and of it only tests matching this filter, e.g. 'test(layering)'
                    (nextest's filter language); whatever follows `--` goes to nextest as it is

deny and audit read RustSec's advisories from ../shared/corpora/rustsec/advisory-db (or PARLOR_CORPORA), without a network;
where that is not there they say what they skip.

When root, missing Debian packages (chromium, chromium-driver, postgresql, nginx, caddy) are installed; else the command
is named.
One temporary PostgreSQL cluster serves the whole run and is gone afterwards.

The tests are given: PARLOR_TEST_POSTGRES (address of that cluster, kept if already set), PARLOR_BIN (the server),
PARLOR_CORPORA (folder of test data, if there is one next to the repository), CHROMEDRIVER,
PARLOR_TEST_FULL=1 (with --full).";

const SIZE: &str = "\
cargo xtask size

Builds the bundle and prints raw, gzip and brotli (quality 11) sizes of the loader, the glue, the WebAssembly and the
style sheets. Fails when the loader is above 4,000 bytes or the rest above 110,000 bytes of brotli (1 kB = 1,000 bytes).";

const BENCH: &str = "\
cargo xtask bench [abuse] [delay] [held] [stalled] [dialects] [history] [widgets] [stats] [knowledge]

Builds the bundle and a release server, then measures it; without a name, everything. The exit code is not zero when a
goal is missed.

    abuse      what others notice while one visitor sends the most expensive things there are
    delay      what the server adds to the first token, at 200 streams
    held       5,000 streams at once, and what one costs
    stalled    what a reader costs that does not read
    dialects   the vendors' APIs over the native one, in turns
    history    a conversation of 30 answers of 12 kB with code
    widgets    a page of 50 of 10,000 widgets
    stats      the statistics of a widget with a million messages
    knowledge  how well the built-in agent finds and answers, beside other engines, and what it costs; needs no server.
               Reads XQuAD from ../shared/corpora (or PARLOR_CORPORA)";

const CONFORMANCE: &str = "\
cargo xtask conformance --credentials FILE [--url URL] [--agent-port PORT] [--json]

Runs every sample body and every status of the five vendors' pages against a running server and prints, for each
endpoint and case, `ok`, or what was expected and what came. The exit code is not zero when anything differs.
The widgets it makes are deleted; the one in FILE is switched off for a moment and its limits are used up at the end.

    --credentials FILE    the line that `cargo xtask demo --json` prints
    --url URL             the server, if it is not reached at the address in FILE
    --agent-port PORT     where on this machine the kit's own agent listens, which fails; default 8790
    --json                one JSON object instead of the table

What agents that fail look like is `not reachable from outside` unless the server lets its owners name the kit's agent:
`cargo xtask demo` does; another wants PARLOR_AGENT_ORIGINS=http://localhost:8790. docs/conformance.md tells more.";

const DIST: &str = "\
cargo xtask dist

Builds the bundle and a release server that embeds it, and packs dist/parlor-<version>-<target>.tar.gz with the
licences and the README; dist/SHA256SUMS names its checksum.";

const BUNDLE: &str = "\
cargo xtask bundle [--force]

Builds widget and dashboard with cargo, wasm-bindgen and wasm-opt and packs dist/bundle: hashed, minified, compressed files and
manifest.json. Does nothing when no input has changed since the last time.

    --force   build even so";

const TOOLS: &str = "\
cargo xtask tools

Adds the wasm32-unknown-unknown target and installs exact versions of wasm-bindgen, wasm-opt and esbuild into
target/tools, if they are not there. Nothing outside that folder and the toolchain's targets is touched.";

/// Returns the text to print if `command` with `rest` asks for help.
pub(crate) fn asked_for(command: &str, rest: &[String]) -> Option<&'static str> {
    if matches!(command, "help" | "--help" | "-h") {
        return Some(ALL);
    }
    let own = rest.iter().take_while(|arg| *arg != "--");
    own.into_iter().any(|arg| arg == "--help" || arg == "-h").then(|| of(command))
}

fn of(command: &str) -> &'static str {
    match command {
        "demo" => DEMO,
        "test" => TEST,
        "size" => SIZE,
        "bench" => BENCH,
        "conformance" => CONFORMANCE,
        "dist" => DIST,
        "bundle" => BUNDLE,
        "tools" => TOOLS,
        _ => ALL,
    }
}
