//! Reads documents in a separate process. A document that exhausts memory, never ends, or crashes a library ends only
//! that process.
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

use super::document_text::{ReadRequest, said};
use crate::{core::knowledge::document::Unreadable, documents::encoding};

/// The command of this program that reads a document.
pub const COMMAND: &str = "read-document";
/// Maximum memory, in bytes.
const MEMORY: u64 = 512 * 1024 * 1024;
/// Maximum processor time, in seconds.
const PROCESSOR: u64 = 10;
/// Exit codes from here on are reasons, in their order.
const REASONS: u8 = 10;

/// The text of a document, read by `program` within this time.
pub(super) async fn read(
    program: &Path,
    request: ReadRequest,
    bytes: &[u8],
    longest: Duration,
) -> Result<String, Unreadable> {
    // A reader that is ended before it says why took too much of something.
    let asked = ask(program, request, bytes);
    tokio::time::timeout(longest, asked).await.ok().flatten().unwrap_or(Err(Unreadable::TooCostly))
}

async fn ask(program: &Path, request: ReadRequest, bytes: &[u8]) -> Option<Result<String, Unreadable>> {
    let mut reader = Command::new(program)
        .args([COMMAND, &request.to_string()])
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
    // A character has at most four bytes.
    let mut out = out.take(4 * request.characters as u64);
    let (read, ()) = tokio::join!(out.read_to_string(&mut answer), asked);
    let status = reader.wait().await.ok()?;
    match status.code()? {
        0 if read.is_ok() => Some(Ok(answer)),
        code => {
            let reason = usize::try_from(code).ok()?.checked_sub(usize::from(REASONS))?;
            Unreadable::ALL.get(reason).map(|reason| Err(*reason))
        }
    }
}

/// Reads the document on standard input, and writes what it says to standard output.
pub fn read_input(request: &str) -> ExitCode {
    let Some(request) = ReadRequest::parse(request) else { return ExitCode::FAILURE };
    confine();
    let mut bytes = Vec::new();
    if std::io::stdin().lock().read_to_end(&mut bytes).is_err() {
        return ExitCode::FAILURE;
    }
    match said(request, &bytes, &CancellationToken::new()) {
        Ok(text) => {
            let text = encoding::shortened(&text, request.characters);
            let written = std::io::stdout().lock().write_all(text.as_bytes());
            if written.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(reason) => {
            let place = Unreadable::ALL.iter().position(|known| *known == reason).and_then(|it| u8::try_from(it).ok());
            place.map_or(ExitCode::FAILURE, |place| ExitCode::from(REASONS + place))
        }
    }
}

/// Limits the resources that a hostile document can use. Where the system has no such limit, only the time limit
/// applies.
fn confine() {
    for (resource, most) in
        [(Resource::As, MEMORY), (Resource::Cpu, PROCESSOR), (Resource::Core, 0), (Resource::Fsize, 0)]
    {
        let limit = Rlimit { current: Some(most), maximum: Some(most) };
        _ = setrlimit(resource, limit);
    }
}
