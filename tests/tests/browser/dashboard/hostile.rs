//! All that visitors and members write is text on every screen.

use anyhow::Result;
use parlor_tests::corpora::beside;
use serde_json::json;

use super::Desk;

/// Strings in a message, and fields of a lead.
const BATCH: usize = 20;
/// Names of agents, widgets, documents and secrets: the most hostile ones are enough for places that only the team fills.
const NAMES: usize = 12;

/// Never made from a text: elements that run, load or reshape, attributes that run, addresses that run.
const FOREIGN: &str = "
    const runs = /^\\s*(javascript|vbscript|data)\\s*:/i;
    const bad = (one) => one.matches('script, iframe, object, embed, style, link, meta, base, video, audio, marquee')
        || [...one.attributes].some(({ name, value }) => name.startsWith('on') || (/^(href|src|action|formaction|xlink:href)$/.test(name) && runs.test(value)));
    return [...document.body.querySelectorAll('*')].filter(bad).map((one) => one.outerHTML.slice(0, 200));";

fn strings() -> Option<Vec<String>> {
    let path = beside("naughty-strings/blns.json")?;
    let all: Vec<String> = serde_json::from_slice(&std::fs::read(path).ok()?).ok()?;
    Some(all.into_iter().filter(|text| !text.trim().is_empty()).collect())
}

impl Desk {
    /// Visitors write all of it, as messages and as leads. Returns a conversation.
    async fn written(&self, widget: &str, all: &[String]) -> Result<String> {
        let mut last = String::new();
        for (at, batch) in all.chunks(BATCH).enumerate() {
            let visitor = self.visitor(widget).await?;
            // An answer that is not known is said back, so the agent says it, too.
            visitor.ask(&format!("say {}", batch.join("\n"))).await?;
            let fields: serde_json::Map<_, _> = batch
                .iter()
                .enumerate()
                .map(|(at, text)| (format!("Field {at}"), json!(text.chars().take(500).collect::<String>())))
                .collect();
            let name: String = batch[0].chars().take(100).collect();
            let lead = json!({"email": format!("v{at}@mail.example"), "name": name, "message": name, "fields": fields});
            let status = visitor.post("/leads").json(&lead).send().await?.status();
            anyhow::ensure!(status.is_success() || status.is_client_error(), "{status}");
            last = format!("/conversations/{}", visitor.conversation);
        }
        Ok(last)
    }

    /// The team gives such names. What the server refuses is not there.
    async fn named(&self, all: &[String]) -> Result<()> {
        for text in all.iter().filter(|text| text.contains('<')).take(NAMES) {
            let agent = self
                .owner
                .send(reqwest::Method::POST, "/agents", &json!({"name": text, "spec": {"kind": "knowledge"}}))
                .await?;
            let agent = parlor_tests::owner::id_of(agent).await?;
            self.post("/widgets", &json!({"name": text, "workflowId": agent})).await?;
            self.post("/secrets", &json!({"name": text})).await?;
        }
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn naughty_strings_are_text_on_every_screen() -> Result<()> {
    let Some(all) = strings() else { return Ok(()) };
    let desk = Desk::signed_in().await?;
    let things = desk.furnish().await?;
    let conversation = desk.written(things.widget.trim_start_matches("/widgets/"), &all).await?;
    desk.named(&all).await?;
    let mut found = Vec::new();
    let fixed = [
        "",
        "/conversations",
        "/conversations?q=%3Cscript",
        "/leads",
        "/gaps",
        "/agents",
        "/widgets",
        "/statistics",
        "/team",
        "/settings",
    ];
    for path in fixed.iter().copied().chain([&*things.agent, &*things.widget, &*things.conversation, &*conversation]) {
        desk.goto(path).await?;
        let foreign: Vec<String> = desk.stage.browser.eval(FOREIGN, Vec::new()).await?;
        found.extend(foreign.into_iter().map(|what| format!("{path}: {what}")));
        found.extend(desk.stage.browser.uncaught().await?.into_iter().map(|said| format!("{path}: {said}")));
    }
    // Each lead in its dialog.
    desk.goto("/leads").await?;
    let count: usize =
        desk.stage.browser.eval("return document.querySelectorAll('.row-link').length", Vec::new()).await?;
    assert!(count > all.len() / BATCH, "{count} leads");
    for at in 0..count {
        let open = format!("document.querySelectorAll('.row-link')[{at}].click()");
        desk.stage.browser.eval::<()>(&open, Vec::new()).await?;
        desk.hand().shows("What visitors entered.").await?;
        let foreign: Vec<String> = desk.stage.browser.eval(FOREIGN, Vec::new()).await?;
        found.extend(foreign.into_iter().map(|what| format!("lead {at}: {what}")));
        desk.stage.browser.eval::<()>("document.querySelector('dialog[open]').close()", Vec::new()).await?;
        desk.hand().shows_no_more("What visitors entered.").await?;
    }
    found.extend(desk.stage.browser.uncaught().await?);
    assert!(found.is_empty(), "{found:#?}");
    desk.stage.close_after_failures().await
}
