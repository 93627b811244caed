//! Putting the parts together, and taking them apart again.

use std::{future::Future, sync::Arc, time::Duration};

use axum::Router;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::{net::TcpListener, sync::Notify};
use tokio_util::sync::CancellationToken;

use crate::{
    agent::{
        Http, Timeouts,
        embeddings::{self, Embedder, Embeddings, EmbeddingsParts},
        voice::{SpeechService, VoiceParts},
    },
    api,
    config::Config,
    core::{
        clock::Clock,
        conversation::{
            attachment::uploads::Uploads,
            erasure::Erasure,
            preview::Unfurl,
            previews::Previews,
            rendered_messages::RenderedMessages,
            turn::{Turns, parts::Parts},
            voice::Voices,
        },
        entropy::new_secret,
        i18n::language::setup::Languages,
        owner::setup::SetupToken,
        security::{budget::service::Budgets, download::Downloads, token::Signer},
    },
    http::{
        assets,
        bundle_archive::BundleArchive,
        connections::Connections,
        file_limit::{self, TooFewFiles},
        limits::Limits,
        metrics,
        origins::KnownOrigins,
        revocation::Revocations,
        serve::{ConnectionLimits, serve as accept},
        state::{AppState, DemoPage, Shutdown, Storage, TrustedProxies},
        streams::StreamSlots,
    },
    outbound::{Network, Patience, SystemNetwork, Unfurler},
};

/// After the streams were told to end, connections have this long.
const LAST_WORDS: Duration = Duration::from_secs(4);
/// Idle buckets of the limits are forgotten this often.
const TIDY_EVERY: Duration = Duration::from_mins(1);

/// The reason a server does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// There is no secret to sign with.
    #[error(transparent)]
    Secret(#[from] crate::config::SecretError),
    /// The secret is too short.
    #[error(transparent)]
    Short(#[from] crate::core::security::token::ShortSecret),
    /// The system's certificates or TLS cannot be used.
    #[error("TLS could not be set up: {0}")]
    Tls(#[from] reqwest::Error),
    /// The same, for pages and pictures.
    #[error("TLS could not be set up: {0}")]
    Certificates(std::io::Error),
    /// The process may open too few files.
    #[error(transparent)]
    Files(#[from] TooFewFiles),
    /// The voice service has no key.
    #[error(transparent)]
    SpeechService(#[from] crate::config::NoVoiceSecret),
    /// The embeddings service has no key.
    #[error(transparent)]
    Embeddings(#[from] crate::config::NoEmbeddingsKey),
    /// Work left by a process that died could not be ended.
    #[error("the database could not be put in order: {0}")]
    Recovery(#[from] crate::core::error::Error),
}

/// A server, ready to listen.
pub struct Server {
    state: AppState,
    limits: ConnectionLimits,
    drain: Duration,
    exclusive: bool,
    embedder: Option<Embedder>,
    setup_token: SecretString,
}

impl Server {
    /// Puts the parts together; nothing runs yet. `demo`: the key of the widget on the demo page.
    pub fn new(config: &Config, parts: Parts, demo: Option<&str>) -> Result<Self, StartError> {
        let secret = config.secret.load()?;
        let signer = Signer::new(&secret, &config.secret.issuer)?;
        let setup_token =
            config.secret.setup_token.clone().unwrap_or_else(|| new_secret(parts.entropy.as_ref()).into());
        let shutdown = Shutdown::default();
        let rendered = RenderedMessages::new(Arc::clone(&parts.store), Arc::clone(&parts.render));
        let signer = Arc::new(signer);
        let budgets =
            Budgets::new(Arc::clone(&parts.store) as _, Arc::clone(&parts.clock), Arc::clone(&signer), parts.budget);
        let embedder = embeddings(config, &parts.clock)?.map(|service| {
            Embedder::new(Arc::clone(&parts.store), service, Arc::clone(&parts.clock), parts.entropy.as_ref())
        });
        let uploads = Uploads::new(&parts, budgets.clone(), config.files.limits());
        let state = AppState {
            storage: Storage::new(Arc::clone(&parts.store)),
            render: Arc::clone(&parts.render),
            rendered: rendered.clone(),
            clock: Arc::clone(&parts.clock),
            entropy: Arc::clone(&parts.entropy),
            signer,
            downloads: Arc::new(Downloads::new(&secret)?),
            erasure: Erasure::new(Arc::clone(&parts.store), uploads.clone()),
            uploads,
            documents: Arc::clone(&parts.files.documents),
            limits: Arc::new(Limits::new(config, &parts.clock)),
            slots: StreamSlots::new(&config.limits),
            revocation: Arc::new(Revocations::new(
                Arc::clone(&parts.store),
                Duration::from_secs(config.limits.recheck_seconds),
            )),
            origins: Arc::new(KnownOrigins::new(Arc::clone(&parts.store))),
            agents: Arc::new(config.models.policy(config.outbound.agents())),
            bundles: BundleArchive::new(Arc::clone(&parts.files.objects)),
            public_url: config.network.public_url.clone(),
            proxies: TrustedProxies(config.network.trusted_proxies.clone().into()),
            metrics: metrics::recorder(),
            previews: previews(config, &parts, rendered)?,
            voices: voices(config, &parts.clock)?,
            languages: Languages::new(parts.clone(), budgets.clone(), shutdown.draining.clone()),
            shutdown,
            setup: SetupToken::new(&setup_token),
            demo: DemoPage(demo.map(Into::into)),
            turns: Turns::new(parts, budgets.clone()),
            budgets,
        };
        embeddings::describe_metrics();
        let limits = connection_limits(config, &state.proxies)?;
        let drain = Duration::from_secs(config.network.drain_seconds);
        Ok(Self { state, limits, drain, exclusive: config.storage.is_exclusive(), embedder, setup_token })
    }

    /// Looks at links another way.
    pub fn unfurling(mut self, unfurl: Arc<dyn Unfurl>) -> Self {
        self.state.previews.unfurl = unfurl;
        self
    }

    /// The router, for callers that bring their own transport.
    pub fn router(&self) -> Router {
        app(self.state.clone())
    }

    /// Its parts.
    pub fn state(&self) -> &AppState {
        &self.state
    }

    /// Serves until `stop` resolves, then drains: answers have the configured time to end, streams are told to
    /// reconnect, what is left is marked as interrupted. A second `stop` (see [`Stop::hurry`]) cuts the waiting short.
    pub async fn run(self, listener: TcpListener, stop: Stop) -> Result<(), StartError> {
        let Self { state, limits, drain, exclusive, embedder, setup_token } = self;
        state.turns.recover(exclusive).await?;
        if !state.accounts().has_accounts().await? {
            let token = setup_token.expose_secret();
            tracing::info!("no account yet: open /setup in a browser and enter this token: {token}");
        }
        if let Err(error) = assets::keep(&state.bundles).await {
            tracing::warn!(%error, "this version of the widget could not be kept for the time after an upgrade");
        }
        tokio::spawn(state.turns.clone().keep());
        tokio::spawn(state.uploads.clone().keep(state.shutdown.closing.clone()));
        if let Some(embedder) = embedder {
            tokio::spawn(embedder.keep(state.shutdown.draining.clone()));
        }
        tokio::spawn(tidy(Arc::clone(&state.limits), state.shutdown.closing.clone()));
        let (shutdown, closed) = (state.shutdown.clone(), CancellationToken::new());
        let serving =
            tokio::spawn(accept(listener, app(state.clone()), limits, shutdown.closing.clone(), closed.clone()));
        stop.first.notified().await;
        tracing::info!(answers = state.turns.running(), "draining");
        shutdown.draining.cancel();
        state.turns.drain();
        patiently(drain, &stop, quiet(&state)).await;
        shutdown.closing.cancel();
        patiently(LAST_WORDS, &stop, async { _ = serving.await }).await;
        closed.cancel();
        patiently(Duration::from_secs(1), &Stop::default(), state.turns.shut_down()).await;
        patiently(Duration::from_secs(1), &Stop::default(), state.storage.close()).await;
        tracing::info!("stopped");
        Ok(())
    }
}

fn connection_limits(config: &Config, proxies: &TrustedProxies) -> Result<ConnectionLimits, StartError> {
    Ok(ConnectionLimits {
        headers: Duration::from_secs(config.network.header_seconds),
        write: Duration::from_secs(config.network.write_seconds),
        open: file_limit::fit(config.limits.connections)?,
        by_address: Connections::new(config.limits.connections_per_address, Arc::clone(&proxies.0)),
    })
}

/// Previews of links, which anyone may write.
fn previews(config: &Config, parts: &Parts, rendered: RenderedMessages) -> Result<Previews, StartError> {
    let network: Arc<dyn Network> = Arc::new(SystemNetwork);
    let unfurl =
        Unfurler::new(config.outbound.anyone(), &network, Patience::default()).map_err(StartError::Certificates)?;
    Ok(Previews {
        store: Arc::clone(&parts.store),
        unfurl: Arc::new(unfurl),
        rendered,
        clock: Arc::clone(&parts.clock),
        entropy: Arc::clone(&parts.entropy),
    })
}

/// The operator's voice service, wherever it is: nobody else named its address.
fn voices(config: &Config, clock: &Arc<dyn Clock>) -> Result<Voices, StartError> {
    let Some(url) = &config.voice.voice_url else { return Ok(Voices::default()) };
    let url = url.trim_end_matches('/').to_owned();
    let egress = config.outbound.anyone().and_origins(std::slice::from_ref(&url));
    let parts = VoiceParts {
        http: Http::new(egress, Timeouts::default())?,
        key: config.voice.key(&config.models)?,
        hears: config.voice.voice_transcribe_model.clone(),
        speaks: config.voice.voice_speak_model.clone(),
        voice: config.voice.voice_name.clone(),
        url,
        clock: Arc::clone(clock),
    };
    Ok(Voices::by(Arc::new(SpeechService::new(parts))))
}

/// The operator's embeddings service, wherever it is: nobody else named its address.
pub fn embeddings(config: &Config, clock: &Arc<dyn Clock>) -> Result<Option<Arc<Embeddings>>, StartError> {
    let told = &config.embeddings;
    let Some(url) = &told.embeddings_url else { return Ok(None) };
    let egress = config.outbound.anyone().and_origins(std::slice::from_ref(url));
    let [question, passage] = EmbeddingsParts::prefixes(&told.embeddings_model).map(str::to_owned);
    let parts = EmbeddingsParts {
        http: Http::new(egress, embeddings::timeouts())?,
        url: url.clone(),
        model: told.embeddings_model.clone(),
        key: told.key(&config.models)?,
        question_prefix: told.embeddings_question_prefix.clone().unwrap_or(question),
        passage_prefix: told.embeddings_passage_prefix.clone().unwrap_or(passage),
        patience: Duration::from_millis(told.embeddings_milliseconds),
        clock: Arc::clone(clock),
    };
    Ok(Some(Arc::new(Embeddings::new(parts))))
}

/// The router with all its layers.
pub fn app(state: AppState) -> Router {
    api::router(state)
}

/// Serves until told to stop.
pub async fn serve(config: &Config, parts: Parts, listener: TcpListener, stop: Stop) -> Result<(), StartError> {
    Server::new(config, parts, None)?.run(listener, stop).await
}

/// Signals a server to stop.
#[derive(Clone, Default)]
pub struct Stop {
    first: Arc<Notify>,
    second: Arc<Notify>,
}

impl Stop {
    /// Begin to drain.
    pub fn drain(&self) {
        self.first.notify_one();
    }

    /// Stop waiting.
    pub fn hurry(&self) {
        self.second.notify_one();
    }
}

/// No answer is being written, and every stream has ended.
async fn quiet(state: &AppState) {
    state.turns.drained().await;
    while state.slots.open() > 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn patiently(longest: Duration, stop: &Stop, work: impl Future<Output = ()>) {
    tokio::select! {
        () = work => {}
        () = tokio::time::sleep(longest) => {}
        () = stop.second.notified() => stop.second.notify_one(),
    }
}

async fn tidy(limits: Arc<Limits>, closing: CancellationToken) {
    while tokio::time::timeout(TIDY_EVERY, closing.cancelled()).await.is_err() {
        limits.forget_idle();
    }
}
