//! Running other programs: streamed if the user wants their output, otherwise quiet with a heartbeat.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::workspace::Workspace;

/// Interval at which a quiet step reports that it is still running.
const HEARTBEAT: Duration = Duration::from_secs(10);
/// Interval at which a quiet step is checked for its end.
const POLL: Duration = Duration::from_millis(50);
/// Number of lines shown from the log of a failed step.
const TAIL_LINES: usize = 40;

/// Prints the next step. It goes to the error output: standard output is for results.
pub(crate) fn say(text: &str) {
    eprintln!("xtask: {text}");
}

/// Runs a command whose output the user wants to see.
pub(crate) fn stream(title: &str, command: &mut Command) -> Result<()> {
    say(title);
    let started = Instant::now();
    let status = command.status().with_context(|| cannot_start(command))?;
    ended(title, status, started)
}

/// Runs a command into `target/logs/<log>.log`; reports its progress every ten seconds; shows the end of the log if it
/// fails.
pub(crate) fn quiet(workspace: &Workspace, log: &str, title: &str, command: &mut Command) -> Result<()> {
    say(&format!("{title} …"));
    let started = Instant::now();
    let path = workspace.logs().join(format!("{log}.log"));
    std::fs::create_dir_all(workspace.logs())?;
    let file = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
    command.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file);
    let status = wait_with_heartbeat(title, command, &path, started)?;
    if !status.success() {
        eprintln!("{}", tail(&path, TAIL_LINES));
        say(&format!("the whole log is in {}", path.display()));
    }
    ended(title, status, started)
}

fn wait_with_heartbeat(title: &str, command: &mut Command, log: &Path, started: Instant) -> Result<ExitStatus> {
    let mut child = command.spawn().with_context(|| cannot_start(command))?;
    let mut next = HEARTBEAT;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if started.elapsed() >= next {
            say(&format!("{title}: {} s, at \"{}\"", next.as_secs(), tail(log, 1).trim()));
            next += HEARTBEAT;
        }
        std::thread::sleep(POLL);
    }
}

fn ended(title: &str, status: ExitStatus, started: Instant) -> Result<()> {
    let seconds = started.elapsed().as_secs_f32();
    if !status.success() {
        bail!("{title} failed after {seconds:.1} s ({status})");
    }
    say(&format!("{title}: done in {seconds:.1} s"));
    Ok(())
}

fn cannot_start(command: &Command) -> String {
    format!("cannot start {}; is it installed?", command.get_program().to_string_lossy())
}

/// Returns the output of a command, trimmed; `None` if it cannot be run or fails.
pub(crate) fn output_of(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Returns the last lines of a file; empty if it cannot be read.
fn tail(path: &Path, lines: usize) -> String {
    const ENOUGH: u64 = 16 * 1024;
    let read = || -> std::io::Result<Vec<u8>> {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(ENOUGH)))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = read().unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let all: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    all[all.len().saturating_sub(lines)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tail_is_the_end_without_blank_lines() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        std::fs::write(&path, "one\n\ntwo\nthree\n\n").unwrap();
        assert_eq!(tail(&path, 2), "two\nthree");
        assert_eq!(tail(&folder.path().join("absent"), 2), "");
    }
}
