//! The owner's dashboard in a real browser, with a real server.

mod hand;
mod hostile;
mod journey;
mod keyboard;
mod screens;

use anyhow::{Context, Result, ensure};
use hand::Hand;
use parlor::core::owner::team::Role;
use parlor_tests::{
    browser::Stage,
    owner::{Owner, read},
    repertoire::Repertoire,
    visitor::Visitor,
};
use reqwest::Method;
use serde_json::{Value, json};

const QUESTION: &str = "Do you ship to Cluj, and how long does it take in the week before the holidays?";
const ANSWER: &str =
    "We ship **every working day**:\n\n- within the country two days\n- abroad a week\n\n```sh\ntrack 42\n```";

/// A browser at the dashboard, and an owner with a team of their own.
struct Desk {
    stage: Stage,
    owner: Owner,
}

/// Paths of a team's things.
struct Furniture {
    agent: String,
    widget: String,
    conversation: String,
}

impl Desk {
    /// Nobody is signed in.
    async fn open() -> Result<Self> {
        let agents = Repertoire::default().says(QUESTION, ANSWER).agents();
        let stage = Stage::open_with(agents, &["--sign-ins-per-minute", "100000"]).await?;
        let owner = Owner::register(&stage.app, "ada@shop.example").await?;
        Ok(Self { stage, owner })
    }

    /// The owner is signed in in the browser.
    async fn signed_in() -> Result<Self> {
        let desk = Self::open().await?;
        desk.come_in().await?;
        Ok(desk)
    }

    async fn come_in(&self) -> Result<()> {
        let (name, value) = self.owner.cookie.split_once('=').context("a cookie")?;
        let cookie = json!({"name": name, "value": value, "url": self.stage.app.base, "httpOnly": true});
        self.stage.browser.cdp("Network.setCookie", cookie).await.map(drop)
    }

    fn hand(&self) -> Hand<'_> {
        Hand::on(&self.stage.browser)
    }

    /// Goes to a screen, its path below `/dashboard`, and waits until it is drawn.
    async fn goto(&self, path: &str) -> Result<()> {
        self.stage.browser.goto(&format!("{}/dashboard{path}", self.stage.app.base)).await?;
        self.hand().settled().await
    }

    /// The browser asks for pages in this language.
    async fn speak(&self, language: &str) -> Result<()> {
        let headers = json!({"headers": {"Accept-Language": language}});
        self.stage.browser.cdp("Network.enable", json!({})).await?;
        self.stage.browser.cdp("Network.setExtraHTTPHeaders", headers).await.map(drop)
    }

    async fn post(&self, path: &str, body: &Value) -> Result<Value> {
        let (status, reply) = read(self.owner.send(Method::POST, path, body).await?).await?;
        ensure!(status < 300, "{path}: {status} {reply}");
        Ok(reply)
    }

    /// A visitor of a widget of the team.
    async fn visitor(&self, widget: &str) -> Result<Visitor> {
        let (_, keys) = read(self.owner.get(&format!("/widgets/{widget}/keys")).await?).await?;
        Visitor::arrive(&self.stage.app.client, &self.stage.app.base, keys["key"].as_str().context("a key")?).await
    }

    /// Something of everything: an agent that knows something, a widget, a conversation with an answer rated down, a lead, a
    /// colleague, an invitation, a secret.
    async fn furnish(&self) -> Result<Furniture> {
        let agent = self.owner.new_agent().await?;
        let widget = self.owner.new_widget(&agent).await?;
        let documents = json!({"documents": [
            {"name": "delivery.md", "text": "# Delivery\n\nWe ship every working day.\n\n# Returns\n\nSend it back within 30 days."},
            {"name": "prices.csv", "text": "Product,Price\nPot,12\nVase,30"},
            {"name": "guides/glazing-at-home.md", "text": "# Glazing\n\nStir the glaze, dip the pot, and let it dry for a day."},
        ]});
        self.post(&format!("/agents/{agent}/documents"), &documents).await?;
        self.post("/members", &json!({"email": "mary@shop.example", "role": "viewer"})).await?;
        self.post("/secrets", &json!({"name": "Shop backend"})).await?;
        self.owner.colleague(&self.stage.app, "grace@shop.example", Role::Editor).await?;
        let visitor = self.visitor(&widget).await?;
        let answer = visitor.ask(QUESTION).await?.message.context("an answer")?;
        visitor
            .post(&format!("/messages/{answer}/feedback"))
            .json(&json!({"value": "down"}))
            .send()
            .await?
            .error_for_status()?;
        let lead = json!({"email": "visitor@mail.example", "name": "Grace Hopper", "message": "Please call me next week.",
            "fields": {"Order": "A-1042"}});
        visitor.post("/leads").json(&lead).send().await?.error_for_status()?;
        let conversation = format!("/conversations/{}", visitor.conversation);
        Ok(Furniture { agent: format!("/agents/{agent}"), widget: format!("/widgets/{widget}"), conversation })
    }
}
