//! An internet of two hosts: a service that stands for all public addresses, and a canary that stands for all others. Names
//! are those of the corpus.

use std::{
    collections::HashMap,
    io,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use parlor::{
    core::{
        conversation::preview::{FoundPreview, Unfurl as _},
        security::egress::{self, EgressPolicy},
    },
    outbound::{Fetcher, Network, Patience, Unfurler},
};
use parlor_tests::{
    corpora::own,
    upstream::{Reply, Seen, Upstream},
};
use serde_json::Value;

/// Long enough for this machine, short enough to wait for a hundred times at once.
pub(crate) const PATIENCE: Patience = Patience { connect: Duration::from_millis(400), total: Duration::from_secs(1) };

/// The network of the corpus.
pub(crate) struct Fake {
    names: HashMap<String, Vec<Value>>,
    public: SocketAddr,
    canary: SocketAddr,
    lookups: Mutex<HashMap<String, usize>>,
    dialled: Mutex<Vec<IpAddr>>,
}

#[async_trait]
impl Network for Fake {
    async fn lookup(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        let turn = {
            let mut lookups = self.lookups.lock().unwrap();
            let count = lookups.entry(host.to_owned()).or_default();
            *count += 1;
            *count - 1
        };
        // Names the corpus does not know are public.
        let public = Value::from(vec!["93.184.216.34"]);
        let answer = self.names.get(host).map_or(&public, |answers| &answers[turn.min(answers.len() - 1)]);
        let Some(addresses) = answer.as_array() else { return std::future::pending().await };
        Ok(addresses.iter().map(|address| address.as_str().unwrap().parse().unwrap()).collect())
    }

    fn door(&self, address: IpAddr) -> SocketAddr {
        self.dialled.lock().unwrap().push(address);
        if egress::is_public(address) { self.public } else { self.canary }
    }
}

/// An internet, and someone who looks at it.
pub(crate) struct Internet {
    service: Upstream,
    canary: Upstream,
    network: Arc<Fake>,
    unfurler: Unfurler,
    /// Fetches files from it.
    pub(crate) files: Fetcher,
}

impl Internet {
    /// The service answers so.
    pub(crate) async fn new(replies: Vec<Reply>) -> Self {
        let service = Upstream::start(replies).await;
        let public = address(&service);
        Self::facing(service, public).await
    }

    /// All public addresses lead to something else.
    pub(crate) async fn facing(service: Upstream, public: SocketAddr) -> Self {
        let canary = Upstream::start(vec![page("Inside")]).await;
        let names = own("ssrf/fake-dns.json")["cases"].as_array().unwrap().clone().into_iter();
        let network = Arc::new(Fake {
            names: names.map(|it| (text(&it, "name"), it["answers"].as_array().unwrap().clone())).collect(),
            public,
            canary: address(&canary),
            lookups: Mutex::default(),
            dialled: Mutex::default(),
        });
        // The canary's port is open, so that nothing but its address keeps anyone away.
        let egress = EgressPolicy::public([80, 443, network.canary.port()]);
        let judged: Arc<dyn Network> = network.clone();
        let files = Fetcher::new(egress.clone(), &judged, PATIENCE).unwrap();
        let unfurler = Unfurler::new(egress, &judged, PATIENCE).unwrap();
        Self { service, canary, network, unfurler, files }
    }

    /// Looks at an address; tells how long it took.
    pub(crate) async fn look(&self, address: &str) -> (Option<FoundPreview>, Duration) {
        let begun = Instant::now();
        (self.unfurler.unfurl(address).await, begun.elapsed())
    }

    /// Returns the record of the public service.
    pub(crate) fn seen(&self) -> &Seen {
        &self.service.seen
    }

    /// The port of what is inside.
    pub(crate) fn inside(&self) -> u16 {
        self.network.canary.port()
    }

    /// Returns the number of lookups of a name.
    pub(crate) fn lookups(&self, host: &str) -> usize {
        self.network.lookups.lock().unwrap().get(host).copied().unwrap_or_default()
    }

    /// Checks that no connection was made to an address that is not public.
    pub(crate) fn check(&self, what: &str) {
        assert_eq!(self.canary.seen.connections(), 0, "{what}: connected to what is inside");
        let dialled = self.network.dialled.lock().unwrap();
        assert!(dialled.iter().all(|address| egress::is_public(*address)), "{what}: dialled {dialled:?}");
    }
}

fn address(upstream: &Upstream) -> SocketAddr {
    upstream.url.strip_prefix("http://").unwrap().parse().unwrap()
}

/// A page with this title.
pub(crate) fn page(title: &str) -> Reply {
    Reply::whole(200, "text/html; charset=utf-8", &format!("<!doctype html><title>{title}</title><p>Text"))
}

/// A field of a case.
pub(crate) fn text(case: &Value, field: &str) -> String {
    case[field].as_str().unwrap().to_owned()
}
