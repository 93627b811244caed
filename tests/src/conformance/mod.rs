//! The conformance kit: a black box over HTTP that holds a running server against the five pages whose APIs it speaks.
//!
//! Every sample body and every status of a page is a case: names, JSON types, absent or `null`, forms of dates, headers,
//! and values where the page fixes them. `cargo xtask conformance` runs it against any server; `docs/conformance.md`
//! tells how. Widgets it makes are deleted at the end; conversations and leads stay, since no page has a call that takes
//! them away.

mod agents;
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
mod token;

use anyhow::Result;
pub use credentials::Credentials;
use kit::Kit;
pub use report::{Case, Outcome, Report};

/// Servers to be held against the pages.
#[derive(Clone)]
pub struct Subjects {
    /// The server.
    pub server: Credentials,
    /// A widget whose agent always fails.
    pub broken_agent: Option<Credentials>,
    /// A widget whose agent is always too slow.
    pub slow_agent: Option<Credentials>,
}

/// Tries everything out. What is not as a page says is in the report; an error is the kit's own.
pub async fn run(subjects: Subjects) -> Result<Report> {
    let mut kit = Kit::new(subjects.server)?;
    owner::sign_in(&mut kit).await;
    nexon::run(&mut kit).await;
    nodeloom::run(&mut kit).await;
    glozr::run(&mut kit).await;
    caty::run(&mut kit).await;
    chatbotkit::run(&mut kit).await;
    agents::run(&mut kit, subjects.broken_agent, subjects.slow_agent).await;
    owner::switched_off(&mut kit).await;
    // Last: they use limits up.
    limits::run(&mut kit).await;
    owner::clean_up(&mut kit).await;
    Ok(kit.report)
}
