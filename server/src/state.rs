//! What handlers may ask for.

use std::sync::Arc;

use axum::extract::FromRef;
use ipnet::IpNet;
use metrics_exporter_prometheus::PrometheusHandle;
use parlor_shared::ids::{ConversationId, TeamId, VisitorId, WidgetId};
use tokio_util::sync::CancellationToken;

use crate::{
    config::Config,
    core::{
        attachment::Uploads,
        clock::Clock,
        document::ReadDocument,
        entropy::Entropy,
        erasure::Erasure,
        language::Languages,
        owner::Desk,
        policy::{
            agents::AgentPolicy,
            credential::{Signer, TokenKey},
            download::Downloads,
            limits::{AddressKey, PerMinute},
        },
        preview::Previews,
        public_url::PublicUrl,
        render::Render,
        rendered::RenderedMessages,
        security::budget::Budgets,
        session::Door,
        store::Store,
        team::Actor,
        turn::Turns,
        voice::Voices,
    },
    http::{
        bundle_archive::BundleArchive, device::KnownDevice, origins::KnownOrigins, standing::Standing,
        streams::StreamSlots,
    },
};

/// The server's parts; cheap to clone.
#[derive(Clone, FromRef)]
pub struct AppState {
    /// Storage.
    pub store: Arc<dyn Store>,
    /// Messages and answers.
    pub turns: Turns,
    /// What widgets say in their languages.
    pub languages: Languages,
    /// What is behind links.
    pub previews: Previews,
    /// What is said becomes text, and what is written is read aloud.
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
    /// How often.
    pub limits: Arc<Limits>,
    /// How many streams.
    pub slots: Arc<StreamSlots>,
    /// Whether widgets are still what open streams began with.
    pub standing: Arc<Standing>,
    /// Origins of all widgets, for preflight requests.
    pub origins: Arc<KnownOrigins>,
    /// What owners may tell agents to do.
    pub agents: Arc<AgentPolicy>,
    /// Files of earlier versions of the widget.
    pub bundles: BundleArchive,
    /// The configured address under which browsers reach the server; without one each request tells
    /// ([`crate::http::request_origin`]).
    pub public_url: Option<PublicUrl>,
    /// Proxies whose `X-Forwarded-*` and `Forwarded` are believed.
    pub proxies: TrustedProxies,
    /// What this process tells about itself.
    pub metrics: PrometheusHandle,
    /// The process is stopping, and how far.
    pub shutdown: Shutdown,
    /// The demo page's widget; present in demo mode.
    pub demo: DemoPage,
}

impl AppState {
    /// Where visitors come in.
    pub fn door(&self) -> Door<'_> {
        Door { store: self.store.as_ref(), clock: self.clock.as_ref(), entropy: self.entropy.as_ref() }
    }

    /// The address of one of the server's paths: whole when a public URL is configured, else the path alone, relative to
    /// wherever the client found this server.
    pub fn link(&self, path: &str) -> String {
        self.public_url.as_ref().map_or_else(|| path.to_owned(), |url| url.url(path))
    }

    /// Where an owner works.
    pub fn desk<'a>(&'a self, actor: &'a Actor) -> Desk<'a> {
        Desk {
            actor,
            store: self.store.as_ref(),
            erasure: &self.erasure,
            clock: self.clock.as_ref(),
            entropy: self.entropy.as_ref(),
        }
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

/// How often.
pub struct Limits {
    /// `/init`, per address.
    pub init: PerMinute<AddressKey>,
    /// NodeLoom's sessions, per address: as many as `/init`.
    pub sessions: PerMinute<AddressKey>,
    /// Sign-ins, per address and e-mail address in lower case.
    pub sign_ins: PerMinute<(AddressKey, String)>,
    /// Sign-ins, per address.
    pub sign_ins_from: PerMinute<AddressKey>,
    /// Sign-ins, per e-mail address in lower case.
    pub sign_ins_as: PerMinute<String>,
    /// Sign-ins in browsers in which somebody has signed in before.
    pub sign_ins_on: PerMinute<KnownDevice>,
    /// `/leads`, per token.
    pub leads: PerMinute<TokenKey>,
    /// ChatBotKit's contacts, per conversation: as many as `/leads`.
    pub contacts: PerMinute<ConversationId>,
    /// `/render`, per address.
    pub renders: PerMinute<AddressKey>,
    /// Uploads, per address.
    pub uploads: PerMinute<AddressKey>,
    /// `/events`, per token.
    pub events: PerMinute<TokenKey>,
    /// Previews of links, per visitor.
    pub previews: PerMinute<VisitorId>,
    /// Previews of links, per address.
    pub previews_from: PerMinute<AddressKey>,
    /// Recordings written down, per visitor.
    pub recordings: PerMinute<VisitorId>,
    /// Messages read aloud, per visitor.
    pub speeches: PerMinute<VisitorId>,
    /// Tests of agents, per team.
    pub agent_tests: PerMinute<TeamId>,
    /// NexonTech's `/init`, per address.
    pub nexon_init: PerMinute<AddressKey>,
    /// NexonTech's `/chat`, per address.
    pub nexon_chat: PerMinute<AddressKey>,
    /// All of Caty's API, per widget and address.
    pub caty: PerMinute<(WidgetId, AddressKey)>,
    /// What asks the agent in Caty's API, per session.
    pub caty_messages: PerMinute<ConversationId>,
}

impl Limits {
    /// As configured.
    pub fn new(config: &Config, clock: &Arc<dyn Clock>) -> Self {
        let uploads = PerMinute::new(config.files.attachments_per_minute, Arc::clone(clock));
        let config = &config.limits;
        Self {
            uploads,
            init: PerMinute::new(config.init_per_minute, Arc::clone(clock)),
            sessions: PerMinute::new(config.init_per_minute, Arc::clone(clock)),
            sign_ins: PerMinute::new(config.sign_ins_per_minute, Arc::clone(clock)),
            sign_ins_from: PerMinute::new(config.sign_ins_per_address, Arc::clone(clock)),
            sign_ins_as: PerMinute::new(config.sign_ins_per_email, Arc::clone(clock)),
            sign_ins_on: PerMinute::new(config.sign_ins_per_minute, Arc::clone(clock)),
            renders: PerMinute::new(config.renders_per_minute, Arc::clone(clock)),
            leads: PerMinute::new(config.leads_per_minute, Arc::clone(clock)),
            contacts: PerMinute::new(config.leads_per_minute, Arc::clone(clock)),
            events: PerMinute::new(config.events_per_minute, Arc::clone(clock)),
            previews: PerMinute::new(config.previews_per_minute, Arc::clone(clock)),
            previews_from: PerMinute::new(config.previews_per_address, Arc::clone(clock)),
            recordings: PerMinute::new(config.voice_per_minute, Arc::clone(clock)),
            speeches: PerMinute::new(config.voice_per_minute, Arc::clone(clock)),
            agent_tests: PerMinute::new(config.agent_tests_per_minute, Arc::clone(clock)),
            nexon_init: PerMinute::new(config.nexon_init_per_minute, Arc::clone(clock)),
            nexon_chat: PerMinute::new(config.nexon_chat_per_minute, Arc::clone(clock)),
            caty: PerMinute::new(config.caty_per_minute, Arc::clone(clock)),
            caty_messages: PerMinute::new(config.caty_messages_per_minute, Arc::clone(clock)),
        }
    }

    /// Forgets what is idle; call it now and then.
    pub fn forget_idle(&self) {
        self.init.forget_idle();
        self.sessions.forget_idle();
        self.sign_ins.forget_idle();
        self.sign_ins_from.forget_idle();
        self.sign_ins_as.forget_idle();
        self.sign_ins_on.forget_idle();
        self.renders.forget_idle();
        self.leads.forget_idle();
        self.contacts.forget_idle();
        self.uploads.forget_idle();
        self.events.forget_idle();
        self.previews.forget_idle();
        self.previews_from.forget_idle();
        self.recordings.forget_idle();
        self.speeches.forget_idle();
        self.agent_tests.forget_idle();
        self.nexon_init.forget_idle();
        self.nexon_chat.forget_idle();
        self.caty.forget_idle();
        self.caty_messages.forget_idle();
    }
}
