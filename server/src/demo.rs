//! `parlor demo`: a shop page with a chat that knows this project's documentation.
//!
//! Its data is in one folder and stays: the same widget, key and conversations at the next start.

use std::{fmt, path::Path};

use anyhow::{Context, Result};
use clap::Parser;
use parlor_shared::{
    config::WidgetConfig,
    ids::{AgentId, WidgetId},
};
use rust_embed::RustEmbed;
use serde::Serialize;

use crate::{
    agent::knowledge::read_document,
    config::Config,
    core::{
        account::{AgentProfile, AgentSpec},
        entropy::{Entropy, SystemEntropy, new_secret},
        store::Store,
        turn::Parts,
        widget::Widget,
    },
};

#[derive(RustEmbed)]
#[folder = "../docs"]
#[include = "*.md"]
struct Docs;

const AGENT: &str = "demo-agent";
const WIDGET: &str = "demo-widget";
const STARTERS: [&str; 3] =
    ["How do I paste the widget?", "What happens when my connection is cut?", "Can I use my own model?"];

/// What a demo says when it is ready. The last five are null until accounts exist.
#[derive(Clone, Debug, Serialize)]
pub struct Ready {
    /// The demo page.
    pub url: String,
    /// The widget's id.
    pub widget_id: String,
    /// The widget's public key.
    pub widget_key: String,
    /// The widget's embed token.
    pub embed_token: String,
    /// A key for the owner's API.
    pub api_key: Option<String>,
    /// A secret for the owner's API.
    pub secret: Option<String>,
    /// The owner's team.
    pub team_id: Option<String>,
    /// The owner's sign-in.
    pub owner_email: Option<String>,
    /// The owner's password.
    pub owner_password: Option<String>,
}

impl fmt::Display for Ready {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { url, widget_id, widget_key, embed_token, .. } = self;
        write!(
            f,
            "\nParlor is ready: {url}\n\n  widget id    {widget_id}\n  widget key   {widget_key}\n  embed token  {embed_token}\n\n  \
             Paste this into a page (localhost, ports 80, 3000, 5173, 8000 and 8080):\n\n  \
             <script async src=\"{url}/widget.js\" data-key=\"{widget_key}\"></script>\n\n  \
             API reference: {url}/docs/   Ctrl-C ends it.\n"
        )
    }
}

#[derive(Parser)]
struct Flags {
    #[command(flatten)]
    config: Config,
}

/// The configuration of a demo on this port with its data in this folder.
pub fn config(port: u16, data: &Path) -> Result<Config> {
    std::fs::create_dir_all(data).with_context(|| format!("{} cannot be made", data.display()))?;
    let secret = data.join("secret");
    if !secret.exists() {
        write_secret(&secret).with_context(|| format!("{} cannot be written", secret.display()))?;
    }
    let database = format!("sqlite://{}", data.join("parlor.db").display());
    let listen = format!("127.0.0.1:{port}");
    let secret = secret.display().to_string();
    let flags = ["demo", "--listen", &listen, "--database-url", &database, "--secret-file", &secret];
    Ok(Flags::try_parse_from(flags)?.config)
}

/// Only this user may read it.
fn write_secret(path: &Path) -> std::io::Result<()> {
    use std::{io::Write as _, os::unix::fs::OpenOptionsExt as _};
    let secret = new_secret(&SystemEntropy) + &new_secret(&SystemEntropy);
    std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?.write_all(secret.as_bytes())
}

/// Makes or finds the demo's agent and widget, and indexes the documentation of this version.
pub async fn prepare(parts: &Parts, port: u16) -> Result<Ready> {
    let (store, now) = (parts.store.as_ref(), parts.clock.now());
    let agent: AgentId = AGENT.parse()?;
    let profile = AgentProfile {
        id: agent.clone(),
        name: "Fern".into(),
        spec: AgentSpec::Knowledge,
        starter_prompts: STARTERS.map(str::to_owned).to_vec(),
        language: "en".into(),
        created_at: now,
    };
    store.put_agent(&profile).await?;
    store.replace_passages(&agent, &passages()).await?;
    let widget = widget(store, parts.entropy.as_ref(), &profile, port).await?;
    store.put_widget(&widget).await?;
    Ok(Ready {
        url: format!("http://localhost:{port}"),
        widget_id: widget.id.into(),
        widget_key: widget.key,
        embed_token: widget.embed_token,
        api_key: None,
        secret: None,
        team_id: None,
        owner_email: None,
        owner_password: None,
    })
}

fn passages() -> Vec<crate::core::knowledge::Passage> {
    let mut names: Vec<_> = Docs::iter().collect();
    names.sort();
    let read = |name: &str| Docs::get(name).map(|file| read_document(name, None, &String::from_utf8_lossy(&file.data)));
    names.iter().filter_map(|name| read(name)).flatten().collect()
}

/// The widget of an earlier start keeps its keys.
async fn widget(store: &dyn Store, entropy: &dyn Entropy, agent: &AgentProfile, port: u16) -> Result<Widget> {
    let id: WidgetId = WIDGET.parse()?;
    let earlier = store.widget(&id).await?;
    let key = |prefix: &str| format!("{prefix}{}", new_secret(entropy));
    let (key, embed_token) =
        earlier.map_or_else(|| (key("wk_"), key("wt_")), |widget| (widget.key, widget.embed_token));
    Ok(Widget {
        id,
        key,
        embed_token,
        agent_id: agent.id.clone(),
        name: "Demo".into(),
        allowed_origins: vec![
            format!("http://localhost:{port}"),
            format!("http://127.0.0.1:{port}"),
            // A page of one's own on another port, to try the snippet.
            "http://localhost".into(),
            "http://localhost:3000".into(),
            "http://localhost:5173".into(),
            "http://localhost:8000".into(),
            "http://localhost:8080".into(),
        ],
        config: WidgetConfig {
            title: "Fernwood help".into(),
            intro: "Ask about this chat: how to paste it, style it, run it.".into(),
            initial: "Hi, I'm **Fern**. I know the documentation of the chat you are looking at. What would you like to know?".into(),
            ..WidgetConfig::default()
        },
        active: true,
        created_at: agent.created_at,
    })
}
