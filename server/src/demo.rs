//! `parlor demo`: a playground with every option, and a shop page; the chat on both knows this project's documentation.
//!
//! Its data is in one folder and stays: the same widget, key and conversations at the next start.

use std::{collections::BTreeMap, fmt, num::NonZeroU32, path::Path, sync::Arc};

use anyhow::{Context, Result};
use clap::{CommandFactory as _, FromArgMatches as _, Parser, builder::Resettable};
use parlor_shared::ids::{AgentId, TeamId, WidgetId};
use rust_embed::RustEmbed;
use serde::{Deserialize, Serialize};

use crate::{
    agent::{knowledge::read_document, showcase::Showcases},
    config::{Config, LimitsConfig},
    core::{
        conversation::{agent_port::Agents, turn::parts::Parts},
        entropy::{Entropy, SystemEntropy, new_secret},
        owner::{
            self, Newcomer,
            agent::{AgentProfile, AgentSpec},
            team::ApiSecret,
        },
        store::Store,
        widget::{
            Widget,
            settings::{Feature, Settings},
        },
    },
};

#[derive(RustEmbed)]
#[folder = "../docs"]
#[include = "*.md"]
// For those who change the code: no visitor asks about it.
#[exclude = "architecture.md"]
struct Docs;

const AGENT: &str = "6f1c2a34-0000-4000-8000-00000000d001";
const WIDGET: &str = "6f1c2a34-0000-4000-8000-00000000d002";
const EMAIL: &str = "owner@demo.localhost";
const STARTERS: [&str; 3] = ["How do I paste the widget?", "Can I use my own model?", "Show me cards"];

/// The output of a demo when it is ready.
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
    /// The widget's key for Caty's API.
    pub api_key: String,
    /// The team's secret for owners' APIs.
    pub secret: String,
    /// The owner's team.
    pub team_id: String,
    /// The owner's sign-in.
    pub owner_email: String,
    /// The owner's password.
    pub owner_password: String,
}

impl fmt::Display for Ready {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { url, widget_id, widget_key, embed_token, api_key, secret, team_id, owner_email, owner_password } =
            self;
        write!(
            f,
            "\nParlor is ready: {url}\nIts dashboard:   {url}/dashboard/ (sign in as below)\n\n  widget id    {widget_id}\n  widget key   {widget_key}\n  embed token  {embed_token}\n  \
             API key      {api_key}\n  team id      {team_id}\n  API secret   {secret}\n  sign-in      {owner_email}  {owner_password}\n\n  \
             Paste this into a page (localhost, ports 80, 3000, 5173, 8000 and 8080):\n\n  \
             <script async src=\"{url}/widget.js\" data-key=\"{widget_key}\"></script>\n\n  \
             API reference: {url}/docs/   Ctrl-C ends it.\n"
        )
    }
}

/// The origins on this machine that an owner may give an agent in the demo: Ollama, and one for a custom endpoint.
const LOCAL_AGENTS: [&str; 2] = ["http://localhost:11434", "http://localhost:8790"];

/// As many messages as a person and the conformance kit send.
const MESSAGES_PER_MINUTE: NonZeroU32 = NonZeroU32::MIN.saturating_add(5_999);

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
    // The demo's secret is in its folder, whatever the environment says.
    let command = Flags::command().mut_arg("secret", |arg| arg.env(Resettable::Reset));
    let mut config = Flags::from_arg_matches(&command.try_get_matches_from(flags)?)?.config;
    config.outbound.agent_origins.extend(LOCAL_AGENTS.map(str::to_owned));
    serve_one_address(&mut config.limits);
    Ok(config)
}

/// Everybody who visits a demo has the address of this machine: it may use what the widget may.
fn serve_one_address(limits: &mut LimitsConfig) {
    limits.messages_per_minute = limits.messages_per_minute.max(MESSAGES_PER_MINUTE);
    limits.address_answers_per_day = limits.address_answers_per_day.max(limits.widget_answers_per_day);
    limits.address_tokens_per_day = limits.address_tokens_per_day.max(limits.widget_tokens_per_day);
}

/// Only this user may read it.
fn write_secret(path: &Path) -> std::io::Result<()> {
    let secret = new_secret(&SystemEntropy) + &new_secret(&SystemEntropy);
    write_private(path, secret.as_bytes())
}

fn write_private(path: &Path, content: &[u8]) -> std::io::Result<()> {
    use std::{io::Write as _, os::unix::fs::OpenOptionsExt as _};
    std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?.write_all(content)
}

/// The demo owner's credentials. The database stores only hashes, so they are kept in a file beside it.
#[derive(Serialize, Deserialize)]
struct Credentials {
    team_id: TeamId,
    password: String,
    secret: String,
}

/// The agents of a demo: its own shows what an answer may hold, when it is asked to.
pub fn agents(others: Arc<dyn Agents>) -> Result<Arc<dyn Agents>> {
    Ok(Arc::new(Showcases::new(others, AGENT.parse()?)?))
}

/// Makes or finds the demo's owner, agent and widget, and indexes the documentation of this version.
pub async fn prepare(parts: &Parts, port: u16, data: &Path) -> Result<Ready> {
    let (store, now) = (parts.store.as_ref(), parts.clock.now());
    let credentials = owner(parts, data).await?;
    let agent: AgentId = AGENT.parse()?;
    let profile = AgentProfile {
        id: agent.clone(),
        team_id: credentials.team_id.clone(),
        name: "Fern".into(),
        spec: AgentSpec::knowledge(),
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
        widget_key: widget.keys.key,
        embed_token: widget.keys.embed_token,
        api_key: widget.keys.caty_key,
        secret: credentials.secret,
        team_id: credentials.team_id.into(),
        owner_email: EMAIL.into(),
        owner_password: credentials.password,
    })
}

/// The owner of an earlier start, or a new one.
async fn owner(parts: &Parts, data: &Path) -> Result<Credentials> {
    let path = data.join("owner.json");
    if parts.store.account_by_email(EMAIL).await?.is_some() {
        let json = std::fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        return serde_json::from_slice(&json).with_context(|| format!("{} is not what was written", path.display()));
    }
    let (clock, entropy) = (parts.clock.as_ref(), parts.entropy.as_ref());
    let password = new_secret(entropy);
    let newcomer = Newcomer {
        email: EMAIL.into(),
        name: "Demo owner".into(),
        password: password.clone().into(),
        team: "Fernwood".into(),
    };
    let (_, team) = owner::register(parts.store.as_ref(), clock, entropy, newcomer).await?;
    let (kept, secret) = ApiSecret::generate(team.id.clone(), "Demo".into(), clock.now(), entropy);
    parts.store.insert_secret(&kept).await?;
    let credentials = Credentials { team_id: team.id, password, secret };
    // Of a database that was removed.
    _ = std::fs::remove_file(&path);
    write_private(&path, &serde_json::to_vec(&credentials)?)
        .with_context(|| format!("{} cannot be written", path.display()))?;
    Ok(credentials)
}

fn passages() -> Vec<crate::core::knowledge::Passage> {
    let mut names: Vec<_> = Docs::iter().collect();
    names.sort();
    let read = |name: &str| Docs::get(name).map(|file| read_document(name, None, &String::from_utf8_lossy(&file.data)));
    names.iter().filter_map(|name| read(name)).flatten().collect()
}

/// The widget of an earlier start keeps its keys, and what was changed about it since.
async fn widget(store: &dyn Store, entropy: &dyn Entropy, agent: &AgentProfile, port: u16) -> Result<Widget> {
    let id: WidgetId = WIDGET.parse()?;
    if let Some(earlier) = store.widget(&id).await? {
        return Ok(Widget { allowed_origins: origins(port), active: true, deleted: false, ..earlier });
    }
    Ok(Widget {
        id,
        agent_id: Some(agent.id.clone()),
        allowed_origins: origins(port),
        settings: Settings {
            title: Some("Fernwood help".into()),
            intro: Some("Ask about this chat: how to paste it, style it, run it.".into()),
            initial: Some("Hi, I'm **Fern**. I know the documentation of the chat you are looking at, and can show you cards, a form or a tool of the page. What would you like to know?".into()),
            // The shop lends the agent its basket.
            features: BTreeMap::from([(Feature::Tools, true)]),
            ..Settings::default()
        },
        ..Widget::new(agent.team_id.clone(), "Demo", agent.created_at, entropy)
    })
}

fn origins(port: u16) -> Vec<String> {
    vec![
        format!("http://localhost:{port}"),
        format!("http://127.0.0.1:{port}"),
        // A page of one's own on another port, to try the snippet.
        "http://localhost".into(),
        "http://localhost:3000".into(),
        "http://localhost:5173".into(),
        "http://localhost:8000".into(),
        "http://localhost:8080".into(),
    ]
}
