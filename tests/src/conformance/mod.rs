//! The conformance kit: a black box over HTTP that holds a running server against the five pages whose APIs it speaks.
//!
//! Every sample body and every status of a page is a case: names, JSON types, absent or `null`, forms of dates,
//! headers, and values where the page fixes them. `cargo xtask conformance` runs it against any server;
//! `docs/conformance.md` tells how. Widgets and agents it makes are deleted at the end; conversations, leads and one
//! picture stay, since no call takes them away.

mod caty;
mod chatbotkit;
mod check;
mod credentials;
mod glozr;
mod kit;
mod limits;
mod nexon;
mod nodeloom;
mod owner;
mod report;
mod shape;
mod stage;
mod token;

use anyhow::Result;
pub use credentials::Credentials;
use kit::Kit;
pub use report::{Case, Outcome, Report};

/// The port the kit's own agent listens on, unless another is asked for.
pub const AGENT_PORT: u16 = 8790;

/// Tries everything out. What is not as a page says is in the report; an error is the kit's own. `agent_port`: where on
/// this machine agents that fail are asked; the server must let owners name `http://localhost:<port>`.
pub async fn run(server: Credentials, agent_port: u16) -> Result<Report> {
    let mut kit = Kit::new(server)?;
    owner::sign_in(&mut kit).await;
    nexon::run(&mut kit).await;
    nodeloom::run(&mut kit).await;
    glozr::run(&mut kit).await;
    caty::run(&mut kit).await;
    chatbotkit::run(&mut kit).await;
    stage::run(&mut kit, agent_port).await?;
    owner::switched_off(&mut kit).await;
    // Last: they use limits up.
    limits::run(&mut kit).await;
    owner::clean_up(&mut kit).await;
    Ok(kit.report)
}
