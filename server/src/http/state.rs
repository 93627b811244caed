//! The state that handlers share.

use std::sync::Arc;

use axum::extract::FromRef;
use ipnet::IpNet;
use metrics_exporter_prometheus::PrometheusHandle;
use parlor_shared::ids::{ConversationId, TeamId};
use tokio_util::sync::CancellationToken;

use super::{
    bundle_archive::BundleArchive, limits::Limits, origins::KnownOrigins, revocation::Revocations, streams::StreamSlots,
};
use crate::core::{
    clock::Clock,
    conversation::{
        attachment::uploads::Uploads, erasure::Erasure, feedback::FeedbackService, history::History,
        previews::Previews, rendered_messages::RenderedMessages, session::SessionService, turn::Turns, voice::Voices,
    },
    engagement::{leads::LeadService, service::EngagementService},
    entropy::Entropy,
    error::Error,
    i18n::language::setup::Languages,
    knowledge::document::ReadDocument,
    owner::{
        AccountService, AgentAdmin, TeamAdmin, WidgetAdmin, inbox::Inbox, live::LiveActivity, setup::SetupToken,
        team::Actor,
    },
    public_url::PublicUrl,
    render::Render,
    security::{agent_policy::AgentPolicy, budget::service::Budgets, download::Downloads, token::Signer},
    store::{Store, Stored},
};

/// The server's parts; cheap to clone.
#[derive(Clone, FromRef)]
pub struct AppState {
    /// Storage, for the services below.
    pub storage: Storage,
    /// Messages and answers.
    pub turns: Turns,
    /// Translations of widgets' own texts.
    pub languages: Languages,
    /// Previews of links.
    pub previews: Previews,
    /// Speech to text, and text to speech.
    pub voices: Voices,
    /// Markdown to nodes.
    pub render: Arc<dyn Render>,
    /// Messages as nodes.
    pub rendered: RenderedMessages,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Ids and secrets.
    pub entropy: Arc<dyn Entropy>,
    /// Visitors' tokens.
    pub signer: Arc<Signer>,
    /// Addresses of files.
    pub downloads: Arc<Downloads>,
    /// Visitors' files.
    pub uploads: Uploads,
    /// Reads owners' documents.
    pub documents: Arc<dyn ReadDocument>,
    /// Erases what visitors left.
    pub erasure: Erasure,
    /// Answers, tokens and bytes.
    pub budgets: Budgets,
    /// Rate limits.
    pub limits: Arc<Limits>,
    /// Limits on open streams.
    pub slots: Arc<StreamSlots>,
    /// Ends streams whose widget was disabled or re-keyed.
    pub revocation: Arc<Revocations>,
    /// Origins of all widgets, for preflight requests.
    pub origins: Arc<KnownOrigins>,
    /// The policy for owners' agents: addresses and secrets.
    pub agents: Arc<AgentPolicy>,
    /// Files of earlier versions of the widget.
    pub bundles: BundleArchive,
    /// The configured address under which browsers reach the server; without one each request tells
    /// ([`crate::http::request_origin`]).
    pub public_url: Option<PublicUrl>,
    /// Proxies whose `X-Forwarded-*` and `Forwarded` are believed.
    pub proxies: TrustedProxies,
    /// Metrics of this process.
    pub metrics: PrometheusHandle,
    /// The process is stopping, and how far.
    pub shutdown: Shutdown,
    /// Opens `/setup` while there is no account.
    pub setup: SetupToken,
    /// The demo page's widget; present in demo mode.
    pub demo: DemoPage,
}

impl AppState {
    /// Widgets, visitors and conversations.
    pub fn sessions(&self) -> SessionService<'_> {
        SessionService { store: self.storage.0.as_ref(), clock: self.clock.as_ref(), entropy: self.entropy.as_ref() }
    }

    /// The messages of a conversation.
    pub fn history<'a>(&'a self, conversation: &'a ConversationId) -> History<'a> {
        History { store: self.storage.0.as_ref(), conversation }
    }

    /// Visitors' opinions of answers.
    pub fn feedback(&self) -> FeedbackService<'_> {
        FeedbackService { store: self.storage.0.as_ref(), clock: self.clock.as_ref() }
    }

    /// Visitors' activity and proactive rules.
    pub fn engagement(&self) -> EngagementService<'_> {
        EngagementService { store: self.storage.0.as_ref() }
    }

    /// Ways to reach visitors.
    pub fn leads(&self) -> LeadService<'_> {
        LeadService { store: self.storage.0.as_ref(), clock: self.clock.as_ref(), entropy: self.entropy.as_ref() }
    }

    /// Accounts and who is signed in.
    pub fn accounts(&self) -> AccountService<'_> {
        AccountService { store: self.storage.0.as_ref(), clock: self.clock.as_ref(), entropy: self.entropy.as_ref() }
    }

    /// The address of one of the server's paths: whole when a public URL is configured, else the path alone, relative to
    /// wherever the client found this server.
    pub fn link(&self, path: &str) -> String {
        self.public_url.as_ref().map_or_else(|| path.to_owned(), |url| url.url(path))
    }

    /// A team's conversations and what happened in them, for one who reads them.
    pub fn inbox<'a>(&'a self, actor: &'a Actor) -> Inbox<'a> {
        Inbox { actor, store: self.storage.0.as_ref(), clock: self.clock.as_ref() }
    }

    /// Follows what happens in a team, after the record of a number or from now on.
    pub async fn live(&self, team: TeamId, after: Option<u64>) -> Result<LiveActivity, Error> {
        LiveActivity::begin(Arc::clone(&self.storage.0), team, after).await
    }

    /// A team's agents, for one who acts for it.
    pub fn agent_admin<'a>(&'a self, actor: &'a Actor) -> AgentAdmin<'a> {
        AgentAdmin {
            actor,
            store: self.storage.0.as_ref(),
            policy: &self.agents,
            clock: self.clock.as_ref(),
            entropy: self.entropy.as_ref(),
        }
    }

    /// A team's members, secrets and leads, for one who acts for it.
    pub fn team_admin<'a>(&'a self, actor: &'a Actor) -> TeamAdmin<'a> {
        TeamAdmin { actor, store: self.storage.0.as_ref(), clock: self.clock.as_ref(), entropy: self.entropy.as_ref() }
    }

    /// A team's widgets, for one who acts for it.
    pub fn widget_admin<'a>(&'a self, actor: &'a Actor) -> WidgetAdmin<'a> {
        WidgetAdmin {
            actor,
            store: self.storage.0.as_ref(),
            erasure: &self.erasure,
            clock: self.clock.as_ref(),
            entropy: self.entropy.as_ref(),
        }
    }
}

/// Storage. Only the services that [`AppState`] hands out can ask it; everyone else can see whether it works, and close
/// it.
#[derive(Clone)]
pub struct Storage(Arc<dyn Store>);

impl Storage {
    /// Takes the storage that services will ask.
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self(store)
    }

    /// Succeeds if a message could be stored now. The disk is asked first: a write would go into its reserve.
    pub async fn check(&self) -> Stored<()> {
        self.0.room().await?;
        self.0.ping().await
    }

    /// Ends all work, flushes, closes.
    pub async fn close(&self) {
        self.0.close().await;
    }
}

/// Proxies whose `X-Forwarded-*` and `Forwarded` are believed.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(pub Arc<[IpNet]>);

/// The key of the widget on the demo page.
#[derive(Clone, Debug, Default)]
pub struct DemoPage(pub Option<Arc<str>>);

/// Two steps of stopping.
#[derive(Clone, Debug, Default)]
pub struct Shutdown {
    /// No new work; what runs goes on.
    pub draining: CancellationToken,
    /// Streams end now: readers are told to reconnect.
    pub closing: CancellationToken,
}
