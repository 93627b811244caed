//! The log: one line for each event, without credentials.

use std::io::{self, Write};

use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

use crate::core::security::redact::redacted;

/// Begins to log to standard error. `PARLOR_LOG` chooses what is logged (default `info`), `PARLOR_LOG_FORMAT=json` how.
pub fn start() {
    let filter = EnvFilter::try_from_env("PARLOR_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let filter = crate::agent::quiet(filter);
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(Redacting(io::stderr));
    if std::env::var("PARLOR_LOG_FORMAT").is_ok_and(|format| format == "json") {
        builder.json().init();
    } else {
        builder.init();
    }
}

/// Makes writers that take credentials out of every line.
#[derive(Clone, Copy, Debug)]
pub struct Redacting<M>(pub M);

impl<'a, M: MakeWriter<'a>> MakeWriter<'a> for Redacting<M> {
    type Writer = Redacted<M::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        Redacted(self.0.make_writer())
    }
}

/// A writer that takes credentials out of what it is given. Each line is written at once.
#[derive(Debug)]
pub struct Redacted<W>(W);

impl<W: Write> Write for Redacted<W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.write_all(redacted(&String::from_utf8_lossy(line)).as_bytes())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex, PoisonError};

    use super::*;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_any_part_logs_is_written_without_credentials() {
        let lines = Lines::default();
        let writer = {
            let lines = lines.clone();
            move || lines.clone()
        };
        let subscriber = tracing_subscriber::fmt().json().with_writer(Redacting(writer)).finish();
        tracing::subscriber::with_default(subscriber, || {
            let span = tracing::info_span!("request", path = "/api/widget-chat/init/wt_0123456789abcdef");
            span.in_scope(|| tracing::info!(headers = ?["authorization: Bearer abcdefgh"], "asked"));
        });
        let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        assert!(text.contains("/api/widget-chat/init/[redacted]") && text.contains("Bearer [redacted]"), "{text}");
        serde_json::from_str::<serde_json::Value>(&text).unwrap();
    }
}
