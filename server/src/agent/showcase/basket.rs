//! The tool that the demo's shop lends: it puts a plant into the page's basket.

use serde_json::json;

use crate::{
    agent::flow::EventSender,
    core::conversation::{
        agent_port::AgentEvent,
        tool::page_tools::{Outcome, PageCall, PageTools, accepts},
    },
};

/// The name under which the shop lends it: `demo/shop.js`.
const TOOL: &str = "add_to_basket";
/// The goods of the shop.
const PLANTS: [&str; 4] = ["Snake plant", "Swiss cheese plant", "Little olive tree", "Trailing pothos"];
const NO_TOOL: &str = "This page lends me no tool now. The demo's shop does: open [the shop page](/demo/shop.html) and ask there again. In \
    the playground, first switch on **Tools of the page**.";

/// The plant that is meant, else the one that forgives everything.
pub(super) fn plant(said: &str) -> &'static str {
    PLANTS.into_iter().find(|plant| said.contains(&plant.to_lowercase())).unwrap_or(PLANTS[0])
}

/// Has the page put the plant into its basket, and says what came of it.
pub(super) async fn fill(page: &PageTools, plant: &str, sender: &EventSender) {
    let said = match ask(page, plant, sender).await {
        None => NO_TOOL.to_owned(),
        Some(Outcome::Result(basket)) => {
            format!("Done: the page put the **{plant}** into its basket, and told me this:\n\n```json\n{basket}\n```")
        }
        Some(Outcome::Error(reason)) => format!("The page did not do it: {reason}."),
    };
    sender.send(AgentEvent::Text(said)).await;
}

/// The outcome of the call; nothing where the page lends no such tool.
async fn ask(page: &PageTools, plant: &str, sender: &EventSender) -> Option<Outcome> {
    let tool = page.find(TOOL)?;
    let args = json!({ "plant": plant });
    if let Err(reason) = accepts(tool, &args).await {
        return Some(Outcome::Error(reason));
    }
    let call = PageCall { id: "call-basket".into(), name: TOOL.into(), args, approval: tool.approval };
    sender.send(AgentEvent::PageCall(call.clone())).await;
    Some(page.outcome(&call).await)
}
