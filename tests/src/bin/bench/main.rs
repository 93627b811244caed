//! `cargo xtask bench`: the figures of the README, measured on a real server over loopback.
//!
//! Client and server share the machine. Every loop is bounded; the server is ended at the end.

mod abuse;
mod delay;
mod dialects;
mod drawing;
mod held;
mod history;
mod knowledge;
mod lists;
mod render;
mod server;
mod timing;

use anyhow::{Result, ensure};

#[tokio::main]
async fn main() -> Result<()> {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let asked = |name: &str| wanted.is_empty() || wanted.iter().any(|w| w == name);
    let mut missed = Vec::new();
    if asked("delay") {
        missed.extend(delay::run().await?);
    }
    if asked("held") {
        missed.extend(held::run().await?);
    }
    if asked("stalled") {
        missed.extend(held::stalled().await?);
    }
    if asked("dialects") {
        missed.extend(dialects::run().await?);
    }
    if asked("history") {
        missed.extend(history::run().await?);
    }
    if asked("widgets") {
        missed.extend(lists::widgets().await?);
    }
    if asked("stats") {
        missed.extend(lists::stats().await?);
    }
    if asked("abuse") {
        missed.extend(abuse::run().await?);
    }
    if asked("render") {
        missed.extend(render::run());
    }
    if asked("drawing") {
        missed.extend(drawing::run().await?);
    }
    if asked("knowledge") {
        missed.extend(knowledge::run().await?);
    }
    ensure!(missed.is_empty(), "not reached: {}", missed.join("; "));
    Ok(())
}
