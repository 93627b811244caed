//! An origin that the operator opened is a scheme, a host and a port: the host's other ports stay closed, even those that
//! are open on the public internet.

use std::{
    io,
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
    time::Duration,
};

use async_trait::async_trait;
use parlor::{
    core::security::egress::EgressPolicy,
    outbound::{Network, Outbound},
};
use parlor_tests::upstream::{Reply, Upstream};
use reqwest::{Method, StatusCode};

/// Every name is this machine's.
struct Inside;

#[async_trait]
impl Network for Inside {
    async fn lookup(&self, _: &str) -> io::Result<Vec<IpAddr>> {
        Ok(vec![Ipv4Addr::LOCALHOST.into()])
    }
}

fn port(service: &Upstream) -> u16 {
    service.url.rsplit_once(':').unwrap().1.parse().unwrap()
}

async fn service() -> Upstream {
    Upstream::start(vec![Reply::whole(200, "text/plain", "inside")]).await
}

#[tokio::test]
async fn only_the_port_that_was_opened_is_asked() {
    let (opened, other) = (service().await, service().await);
    let origin = format!("http://ollama.corp:{}", port(&opened));
    let egress = EgressPolicy::public([80, port(&other)]).and_origins(std::slice::from_ref(&origin));
    let network: Arc<dyn Network> = Arc::new(Inside);
    let outbound = Outbound::new(egress, &network, Duration::from_secs(5)).unwrap();
    let ask = async |address: String| {
        let reply = outbound.request(Method::GET, &address).unwrap().send().await;
        reply.ok().map(|reply| reply.status())
    };
    let elsewhere = format!("http://ollama.corp:{}/", port(&other));
    assert_eq!(ask(elsewhere.clone()).await, None);
    assert_eq!(ask(format!("{origin}/v1")).await, Some(StatusCode::OK));
    assert_eq!(ask(elsewhere.clone()).await, None, "nor on a connection that is kept");
    assert_eq!(ask(elsewhere.replace("ollama.corp", "127.0.0.1.nip.io")).await, None, "a name that resolves inside");
    assert!(outbound.request(Method::GET, &origin.replace("http:", "https:")).is_err());
    let lent = outbound.lend(Some(&elsewhere)).unwrap().get(&elsewhere).send().await;
    assert!(lent.is_err(), "a library's own request");
    assert_eq!((opened.seen.connections(), other.seen.connections()), (1, 0));
}
