//! Reading documents in a process of its own. A document that eats memory, never ends, or breaks a library that reads it
//! takes that process with it and nothing else.
//!
//! The process is this program, told to read: it gets the document and nothing of the server's, neither secrets nor open
//! files, and limits itself before it looks.

use std::{
    io::{Read as _, Write as _},
    path::Path,
    process::{ExitCode, Stdio},
    time::Duration,
};

use rustix::process::{Resource, Rlimit, setrlimit};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    process::Command,
};
use tokio_util::sync::CancellationToken;

use super::{inspector::said, plain};
use crate::core::attachment::{Kind, LONGEST_TEXT};

/// The command of this program that reads a document.
pub const COMMAND: &str = "read-document";
/// Most bytes of memory.
const MEMORY: u64 = 512 * 1024 * 1024;
/// Most seconds of a processor.
const PROCESSOR: u64 = 4;
/// Most bytes of an answer: a character has at most four.
const ANSWER: u64 = 4 * LONGEST_TEXT as u64;

/// What a document says, read by `program` within this time; `None` when it could not.
pub(super) async fn read(program: &Path, kind: Kind, bytes: &[u8], longest: Duration) -> Option<String> {
    let mut reader = Command::new(program)
        .args([COMMAND, kind.name()])
        .env_clear()
        // Memory is taken as it is needed, so that the limit counts what is used.
        .env("MIMALLOC_ARENA_RESERVE", "0")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .inspect_err(|error| tracing::error!(%error, "documents cannot be read"))
        .ok()?;
    let (mut into, out) = (reader.stdin.take()?, reader.stdout.take()?);
    let mut answer = String::new();
    let asked = async {
        // A reader that gives up early closes its end.
        _ = into.write_all(bytes).await;
        drop(into);
    };
    let told = async {
        let mut out = out.take(ANSWER);
        let (read, ()) = tokio::join!(out.read_to_string(&mut answer), asked);
        let ended = reader.wait().await;
        read.is_ok() && ended.is_ok_and(|status| status.success())
    };
    let whole = tokio::time::timeout(longest, told).await.unwrap_or(false);
    whole.then_some(answer)
}

/// Reads the document of this kind on standard input, and writes what it says to standard output.
pub fn read_input(kind: &str) -> ExitCode {
    let Some(kind) = Kind::ALL.into_iter().find(|known| known.name() == kind) else { return ExitCode::FAILURE };
    confine();
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().read_to_end(&mut bytes).is_ok();
    let text = if read { said(kind, &bytes, &CancellationToken::new()) } else { None };
    let text = text.map(|text| plain::shortened(&text, LONGEST_TEXT));
    let written = text.is_some_and(|text| std::io::stdout().lock().write_all(text.as_bytes()).is_ok());
    if written { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What a hostile document may take. Where the system knows no such limit there is still the time.
fn confine() {
    for (resource, most) in
        [(Resource::As, MEMORY), (Resource::Cpu, PROCESSOR), (Resource::Core, 0), (Resource::Fsize, 0)]
    {
        let limit = Rlimit { current: Some(most), maximum: Some(most) };
        _ = setrlimit(resource, limit);
    }
}
