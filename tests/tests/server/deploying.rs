//! Instructions for operators in the documentation: the commands are run, and each file is checked by its own program.

#![allow(clippy::unwrap_used, reason = "what is not as expected is a failed test")]

use std::{
    path::{Path, PathBuf},
    process::Stdio,
};

use parlor_tests::{
    process::{binary, free_port},
    visitor::Visitor,
};
use serde_json::json;
use tokio::process::Command;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The shell blocks below one heading of a document, in order.
fn shell_blocks(document: &str, heading: &str) -> String {
    let text = std::fs::read_to_string(repository().join("docs").join(document)).unwrap();
    let (_, section) = text.split_once(&format!("\n## {heading}\n")).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let blocks = section.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let script: String = blocks.collect();
    assert!(!script.is_empty(), "{heading} has no commands");
    script
}

/// A server of the demo's own kind, started by the documented commands, and stopped with the test.
struct Following {
    folder: tempfile::TempDir,
    port: u16,
}

impl Following {
    async fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), port: free_port().await.unwrap() }
    }

    /// Bash in an empty folder, with the binary in its path; the documented port is replaced by a free one.
    fn bash(&self, script: &str) -> Command {
        let program = binary().unwrap();
        let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap());
        let mut command = Command::new("bash");
        command
            .args(["-euo", "pipefail", "-c", &script.replace("localhost:8787", &format!("127.0.0.1:{}", self.port))])
            .current_dir(self.folder.path())
            .env("PATH", path)
            .env("PARLOR_LISTEN", format!("127.0.0.1:{}", self.port))
            .env("PARLOR_SECRETS", "OPENAI=not-a-real-key")
            .env("PARLOR_AGENT_ORIGINS", "http://localhost:11434")
            .env("PARLOR_LOG", "error")
            .stdin(Stdio::null())
            .kill_on_drop(true);
        command
    }

    /// Waits, by the documented command, until the server is ready.
    async fn ready(&self) {
        let wait = "for _ in $(seq 200); do parlor health 2>/dev/null && exit; sleep 0.1; done; exit 1";
        assert!(self.bash(wait).status().await.unwrap().success(), "the server is not ready");
    }
}

#[tokio::test]
async fn the_documented_commands_lead_from_an_empty_folder_to_an_answer() {
    let following = Following::new().await;
    let serve = shell_blocks("getting-started.md", "Run your own server").replace("parlor serve", "exec parlor serve");
    let _server = following.bash(&serve).spawn().unwrap();
    following.ready().await;
    let steps = [
        "Create your account",
        "Create an agent that answers from your documents",
        "Connect a language model of your own",
        "Create a widget and get its snippet",
    ];
    let script: String = steps.map(|step| shell_blocks("getting-started.md", step)).concat();
    // The last step of a reader who has no model at hand: back to the documents.
    let back = "api \"agents/$AGENT\" -X PUT -d '{\"spec\": {\"kind\": \"knowledge\"}}' > /dev/null\n";
    let output = following.bash(&(script + back)).output().await.unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    let snippet = said.lines().find(|line| line.starts_with("<script")).unwrap();
    let key = snippet.split("data-key=\"").nth(1).unwrap().split('"').next().unwrap();

    let base = format!("http://127.0.0.1:{}", following.port);
    let visitor = Visitor::arrive(&reqwest::Client::new(), &base, key).await.unwrap();
    let asked =
        visitor.post("/messages").json(&json!({"message": "How long does delivery take?"})).send().await.unwrap();
    let answer = asked.error_for_status().unwrap().text().await.unwrap();
    assert!(answer.contains("Two working days"), "{answer}");
}

#[test]
fn the_systemd_unit_is_hardened_and_starts_what_there_is() {
    let unit = repository().join("deploy/systemd/parlor.service");
    // In tenths: at most 2.0.
    let rated = std::process::Command::new("systemd-analyze")
        .args(["security", "--offline=yes", "--no-pager", "--threshold=20"])
        .arg(&unit)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&rated.stdout);
    assert!(rated.status.success(), "{said}{}", String::from_utf8_lossy(&rated.stderr));
    let text = std::fs::read_to_string(&unit).unwrap();
    assert!(text.contains("\nExecStart=/usr/local/bin/parlor serve\n"));
    let help = std::process::Command::new(binary().unwrap()).args(["serve", "--help"]).output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let variables = text.split_whitespace().filter_map(|word| word.strip_prefix("Environment=")?.split('=').next());
    for variable in variables {
        assert!(help.contains(&format!("[env: {variable}")), "{variable} is no option of the server");
    }
    let rating = said.lines().last().unwrap().split("parlor.service: ").nth(1).unwrap();
    let rating = rating.split(' ').next().unwrap();
    let docs = std::fs::read_to_string(repository().join("docs/deploying.md")).unwrap();
    assert!(docs.contains(&format!("rates it {rating} ")), "the documentation tells another rating than {rating}");
}

#[test]
fn the_container_file_has_nothing_a_linter_complains_of() {
    let root = repository();
    let linter = root.join("target/tools/hadolint/bin/hadolint");
    let output = std::process::Command::new(linter).arg(root.join("deploy/container/Containerfile")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

/// Files and headings that documents refer to are there.
#[test]
fn links_between_documents_lead_somewhere() {
    let docs = repository().join("docs");
    let anchor = |heading: &str| -> String {
        let kept = heading.to_lowercase();
        kept.chars()
            .filter(|c| c.is_alphanumeric() || " -_".contains(*c))
            .map(|c| if c == ' ' { '-' } else { c })
            .collect()
    };
    for entry in std::fs::read_dir(&docs).unwrap() {
        let path = entry.unwrap().path();
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        for target in text.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()) {
            if target.contains("://") || target.starts_with("mailto:") || !target.contains(".md") {
                continue;
            }
            let (file, heading) = target.split_once('#').unwrap_or((target, ""));
            let file = if file.is_empty() { path.clone() } else { docs.join(file) };
            let there = std::fs::read_to_string(&file).unwrap_or_else(|_| panic!("{}: {target}", path.display()));
            let found = there
                .lines()
                .filter_map(|line| line.strip_prefix('#'))
                .any(|line| anchor(line.trim_start_matches('#').trim()) == heading);
            assert!(heading.is_empty() || found, "{}: {target}", path.display());
        }
    }
}
