//! What may be logged about services.

use tracing_subscriber::EnvFilter;

/// The same filter without the library that speaks the other providers' protocols: it logs what services say about
/// errors, and those texts may hold keys. Our own lines name the status and the meaning.
pub fn quiet(filter: EnvFilter) -> EnvFilter {
    match "genai=off".parse() {
        Ok(directive) => filter.add_directive(directive),
        Err(_) => filter,
    }
}
