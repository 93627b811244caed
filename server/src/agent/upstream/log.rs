//! The facts about services that may be logged.

use tracing_subscriber::EnvFilter;

/// Libraries that log what services say: those of the other providers' protocols and of the Model Context Protocol.
const TALKATIVE: [&str; 3] = ["genai=off", "rmcp=off", "sse_stream=off"];

/// The same filter without libraries that log what services say: those texts may hold keys. Our own lines name the status
/// and the meaning.
pub fn quiet(filter: EnvFilter) -> EnvFilter {
    let directives = TALKATIVE.iter().filter_map(|directive| directive.parse().ok());
    directives.fold(filter, EnvFilter::add_directive)
}
