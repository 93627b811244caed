//! A server under test: the real router on a real socket, with a clock that stands still and an agent that says
//! what the test wrote down.

use std::{collections::BTreeMap, net::SocketAddr, sync::Arc};

use anyhow::{Context as _, Result};
use clap::Parser;
use parlor::{
    attachments::{self, Inspector},
    config::Config,
    core::{
        clock::Clock,
        conversation::{
            agent_port::Agents,
            attachment::{Files, Objects},
            preview::Unfurl,
            turn::parts::Parts,
        },
        engagement::lead::Lead,
        entropy::SystemEntropy,
        owner::{
            account::Account,
            agent::{AgentProfile, AgentSpec},
            team::Team,
        },
        render::Render,
        store::{Saved, Store},
        widget::{KeyKind, Widget, WidgetKeys, settings::Settings},
    },
    http::state::AppState,
    render::{Markdown, RenderOptions},
    serve::{Server, Stop},
};
use parlor_shared::ids::{AgentId, ConversationId, LeadId};
use reqwest::Client;
use tokio::{net::TcpListener, task::JoinHandle};

use crate::{
    clock::ManualClock,
    databases::{Backend, Guard},
    visitor::{ORIGIN, Visitor},
};

/// The key of the widget every test server has.
pub const KEY: &str = "wk_0123456789abcdef0123456789abcdef";
/// Its embed token.
pub const EMBED_TOKEN: &str = "wt_0123456789abcdef0123456789abcdef";
/// Its key for Caty's API.
pub const CATY_KEY: &str = "caty_0123456789abcdef0123456789abcdef";
/// Its public id.
pub const WIDGET: &str = "widget-1";
/// The team that owns everything.
pub const TEAM: &str = "team-1";
/// Time at which the clock stands.
pub const NOW: i64 = 1_800_000_000;

#[derive(Parser)]
#[command(args_override_self = true)]
struct Flags {
    #[command(flatten)]
    config: Config,
}

/// All visitors of a test have one address, and some tests have many: its own limits are raised. A test that is about them
/// says so with flags.
pub(crate) const ONE_ADDRESS: &[&str] = &[
    "--messages-per-minute",
    "1000000",
    "--address-answers-per-day",
    "1000000",
    "--address-tokens-per-day",
    "1000000000",
    "--address-bytes-per-day",
    "1000000000000",
    "--widget-answers-per-day",
    "1000000",
    "--team-answers-per-month",
    "1000000",
    "--sign-ins-per-address",
    "1000000",
    "--sign-ins-per-email",
    "1000000",
    "--connections-per-address",
    "100000",
    "--streams-per-address",
    "100000",
];

/// The configuration of a test: the defaults, a fixed secret, room for many visitors at one address, and these flags.
///
/// # Panics
/// When a flag is wrong.
pub fn config(flags: &[&str]) -> Config {
    defaults(&[ONE_ADDRESS, flags].concat())
}

/// The default configuration with a fixed secret and these flags.
///
/// # Panics
/// When a flag is wrong.
pub fn defaults(flags: &[&str]) -> Config {
    let fixed = ["test", "--secret", "5d1f8e07c2b94a6f3e90d7a1b86c4f25"];
    Flags::parse_from(fixed.iter().chain(flags)).config
}

/// A server, and what a test may do to it.
pub struct TestApp {
    /// Its address, without a slash at the end.
    pub base: String,
    /// Makes requests.
    pub client: Client,
    /// Its clock.
    pub clock: Arc<ManualClock>,
    /// Its storage.
    pub store: Arc<dyn Store>,
    /// Its parts.
    pub state: AppState,
    /// Tells it to stop.
    pub stop: Stop,
    /// Ends when the server has stopped.
    pub running: JoinHandle<()>,
    guard: Arc<Guard>,
}

impl TestApp {
    /// A server on a fresh database.
    pub async fn start(backend: Backend, agents: Arc<dyn Agents>) -> Result<Self> {
        Self::with_flags(backend, agents, &[]).await
    }

    /// The same, with flags.
    pub async fn with_flags(backend: Backend, agents: Arc<dyn Agents>, flags: &[&str]) -> Result<Self> {
        let (store, guard) = backend.open().await;
        furnish(store.as_ref()).await?;
        Self::on(store, Arc::new(guard), agents, flags, None, None, None).await
    }

    /// A server on a temporary file with the default limits and these flags.
    pub async fn with_defaults(agents: Arc<dyn Agents>, flags: &[&str]) -> Result<Self> {
        let (store, guard) = Backend::Temporary.open().await;
        furnish(store.as_ref()).await?;
        Self::configured(store, Arc::new(guard), agents, &defaults(flags), None, None, None).await
    }

    /// A server on a temporary file that looks at links as the test says.
    pub async fn unfurling(agents: Arc<dyn Agents>, unfurl: Arc<dyn Unfurl>, flags: &[&str]) -> Result<Self> {
        let (store, guard) = Backend::Temporary.open().await;
        furnish(store.as_ref()).await?;
        Self::on(store, Arc::new(guard), agents, flags, Some(unfurl), None, None).await
    }

    /// A server on a temporary file that serves the demo's pages, as `parlor demo` does.
    pub async fn playing(agents: Arc<dyn Agents>, flags: &[&str]) -> Result<Self> {
        let (store, guard) = Backend::Temporary.open().await;
        furnish(store.as_ref()).await?;
        Self::on(store, Arc::new(guard), agents, flags, None, Some(KEY), None).await
    }

    /// A server that draws messages as the test says.
    pub async fn drawing(backend: Backend, agents: Arc<dyn Agents>, render: Arc<dyn Render>) -> Result<Self> {
        let (store, guard) = backend.open().await;
        furnish(store.as_ref()).await?;
        Self::on(store, Arc::new(guard), agents, &[], None, None, Some(render)).await
    }

    /// A server on a store that the test has opened.
    pub async fn keeping(store: Arc<dyn Store>, guard: Guard, agents: Arc<dyn Agents>) -> Result<Self> {
        furnish(store.as_ref()).await?;
        Self::on(store, Arc::new(guard), agents, &[], None, None, None).await
    }

    /// Another node on the same database, which must be one that nodes can share.
    pub async fn another_node(&self, agents: Arc<dyn Agents>, flags: &[&str]) -> Result<Self> {
        let store = parlor::store::open(&self.guard.url).await?;
        Self::on(store, Arc::clone(&self.guard), agents, flags, None, None, None).await
    }

    /// The same, drawing messages as the test says.
    pub async fn another_node_drawing(&self, agents: Arc<dyn Agents>, render: Arc<dyn Render>) -> Result<Self> {
        let store = parlor::store::open(&self.guard.url).await?;
        Self::on(store, Arc::clone(&self.guard), agents, &[], None, None, Some(render)).await
    }

    async fn on(
        store: Arc<dyn Store>,
        guard: Arc<Guard>,
        agents: Arc<dyn Agents>,
        flags: &[&str],
        unfurl: Option<Arc<dyn Unfurl>>,
        demo: Option<&str>,
        render: Option<Arc<dyn Render>>,
    ) -> Result<Self> {
        Self::configured(store, guard, agents, &config(flags), unfurl, demo, render).await
    }

    async fn configured(
        store: Arc<dyn Store>,
        guard: Arc<Guard>,
        agents: Arc<dyn Agents>,
        config: &Config,
        unfurl: Option<Arc<dyn Unfurl>>,
        demo: Option<&str>,
        render: Option<Arc<dyn Render>>,
    ) -> Result<Self> {
        let clock = Arc::new(ManualClock::at(NOW));
        let parts = Parts {
            store: Arc::clone(&store),
            agents,
            render: render.unwrap_or_else(|| {
                Arc::new(Markdown::new(RenderOptions {
                    image_hosts: config.content.image_hosts(),
                    link_base: config.content.link_base.clone(),
                }))
            }),
            clock: clock.clone(),
            entropy: Arc::new(SystemEntropy),
            files: files(attachments::memory()),
            budget: config.limits.budget(),
        };
        let mut server = Server::new(config, parts, demo)?;
        if let Some(unfurl) = unfurl {
            server = server.unfurling(unfurl);
        }
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
        let base = format!("http://{}", listener.local_addr()?);
        let (state, stop) = (server.state().clone(), Stop::default());
        let running = tokio::spawn({
            let stop = stop.clone();
            async move {
                if let Err(error) = server.run(listener, stop).await {
                    eprintln!("the server ended: {error}");
                }
            }
        });
        Ok(Self { base, client: Client::new(), clock, store, state, stop, running, guard })
    }

    /// A new visitor.
    pub async fn visitor(&self) -> Result<Visitor> {
        Visitor::arrive(&self.client, &self.base, KEY).await
    }

    /// Changes the widget as it is now.
    pub async fn change_widget(&self, change: impl FnOnce(&mut Widget)) -> Result<()> {
        let mut changed =
            self.store.widget_by_key(KeyKind::Key, KEY).await?.context("every test server has a widget")?;
        change(&mut changed);
        Ok(self.store.put_widget(&changed).await?)
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }
}

/// The parts of a server with other files.
pub fn parts(app: &TestApp, files: Files) -> Parts {
    Parts {
        store: Arc::clone(&app.store),
        agents: Arc::new(crate::script::Cast(crate::script::Script::says(&[]))),
        render: Arc::clone(&app.state.render),
        clock: app.clock.clone(),
        entropy: Arc::new(SystemEntropy),
        files,
        budget: config(&[]).limits.budget(),
    }
}

/// Visitors' files in this place.
pub fn files(objects: Arc<dyn Objects>) -> Files {
    let inspector = Arc::new(Inspector::default());
    Files { objects, inspect: Arc::clone(&inspector) as _, documents: inspector, fetch: Arc::new(crate::web::Web) }
}

async fn furnish(store: &dyn Store) -> Result<()> {
    let at = ManualClock::at(NOW).now();
    team(store, at).await?;
    let profile = agent(AgentSpec::Scripted {}, at)?;
    store.put_agent(&profile).await?;
    store.put_widget(&widget(&profile)?).await?;
    Ok(())
}

/// The team every test server has, with an owner who cannot sign in.
pub async fn team(store: &dyn Store, at: jiff::Timestamp) -> Result<Team> {
    let owner = Account {
        id: "account-1".parse()?,
        email: "owner@shop.example".into(),
        name: "Owner".into(),
        password_hash: String::new(),
        active: true,
        created_at: at,
    };
    let team = Team { id: TEAM.parse()?, name: "Shop".into(), created_at: at };
    if store.insert_account(&owner).await? == Saved::Done {
        store.insert_team(&team, &owner.id).await?;
    }
    Ok(team)
}

/// The agent every test server has.
pub fn agent(spec: AgentSpec, at: jiff::Timestamp) -> Result<AgentProfile> {
    Ok(AgentProfile {
        id: "agent-1".parse()?,
        team_id: TEAM.parse()?,
        name: "Ada".into(),
        spec,
        starter_prompts: vec!["What do you sell?".into()],
        language: "en".into(),
        created_at: at,
    })
}

/// The widget every test server has.
pub fn widget(agent: &AgentProfile) -> Result<Widget> {
    let keys = WidgetKeys { key: KEY.into(), embed_token: EMBED_TOKEN.into(), caty_key: CATY_KEY.into() };
    Ok(Widget {
        id: WIDGET.parse()?,
        keys,
        agent_id: Some(agent.id.clone()),
        allowed_origins: vec![ORIGIN.into()],
        settings: Settings {
            title: Some("Shop help".into()),
            initial: Some("Hi, I am **Ada**.".into()),
            ..Settings::default()
        },
        ..Widget::new(agent.team_id.clone(), "Shop", agent.created_at, &SystemEntropy)
    })
}

/// A lead with an address and nothing else.
pub fn lead(id: LeadId, agent: &AgentId, conversation: &ConversationId, email: &str, at: jiff::Timestamp) -> Lead {
    Lead {
        id,
        agent_id: agent.clone(),
        conversation_id: conversation.clone(),
        email: email.into(),
        name: None,
        phone: None,
        message: None,
        fields: BTreeMap::new(),
        updated_at: at,
    }
}
