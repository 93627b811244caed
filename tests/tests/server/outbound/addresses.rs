//! Every address and every name of the corpus.

use std::time::Duration;

use futures_util::future::join_all;
use parlor::core::security::egress::EgressPolicy;
use parlor_tests::corpora::own;
use reqwest::Url;

use crate::outbound::internet::{Internet, PATIENCE, page, text};

/// Maximum difference in time between two refusals.
const ALIKE: Duration = Duration::from_millis(50);

/// Judged by reading alone: none is refused that need not be.
#[test]
fn every_address_of_the_corpus_is_judged() {
    let cases = own("ssrf/ssrf-urls.json").as_array().unwrap().clone();
    for case in &cases {
        let (url, verdict) = (text(case, "url"), text(case, "verdict"));
        let allowed = EgressPolicy::default().target(&url).is_ok();
        assert_eq!(if allowed { "allow" } else { "block" }, verdict, "{} {url:?}", case["id"]);
    }
    assert!(cases.len() >= 100, "{}", cases.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_blocked_address_of_the_corpus_is_connected_to() {
    let internet = Internet::new(vec![page("Public")]).await;
    let cases = own("ssrf/ssrf-urls.json").as_array().unwrap().clone();
    let blocked: Vec<_> =
        cases.iter().filter(|case| case["verdict"] == "block").map(|case| text(case, "url")).collect();
    let found = join_all(blocked.iter().map(|url| internet.look(url))).await;
    for (url, (found, _)) in blocked.iter().zip(found) {
        assert_eq!(found, None, "{url}");
    }
    internet.check("blocked addresses");
    assert_eq!(internet.seen().connections(), 0);
}

/// The same addresses with the port of something that listens there: only the judgement keeps us away. Those of the public
/// host that is blocked for its port or its length stay out.
#[tokio::test(flavor = "multi_thread")]
async fn what_listens_inside_is_not_connected_to() {
    let internet = Internet::new(vec![page("Public")]).await;
    let cases = own("ssrf/ssrf-urls.json").as_array().unwrap().clone();
    let blocked = cases.iter().filter(|case| case["verdict"] == "block").map(|case| text(case, "url"));
    let inside: Vec<_> = blocked
        .filter_map(|url| {
            let inside = |url: &Url| url.scheme() == "http" && url.host_str() != Some("example.com");
            let mut url = Url::parse(&url).ok().filter(inside)?;
            url.set_port(Some(internet.inside())).ok()?;
            Some(url.to_string())
        })
        .collect();
    assert!(inside.len() > 50, "{}", inside.len());
    let found = join_all(inside.iter().map(|url| internet.look(url))).await;
    for (url, (found, _)) in inside.iter().zip(found) {
        assert_eq!(found, None, "{url}");
    }
    internet.check("addresses inside");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_name_of_the_corpus_is_judged_by_what_it_resolves_to() {
    for case in own("ssrf/fake-dns.json")["cases"].as_array().unwrap() {
        let internet = Internet::new(vec![page("Public")]).await;
        let (name, expected) = (text(case, "name"), text(case, "expect"));
        let (found, _) = internet.look(&format!("http://{name}/")).await;
        let connections = internet.seen().connections();
        match expected.as_str() {
            "allow" | "connect-only-to-first-answer" => {
                assert!(found.is_some() && connections == 1, "{name}: {connections} connections");
            }
            _ => assert!(found.is_none() && connections == 0, "{name}: {connections} connections"),
        }
        internet.check(&name);
        assert_eq!(internet.lookups(&name), 1, "{name}: looked up once, so that nothing else is connected to");
    }
}

/// Callers cannot learn from response times which inside addresses exist.
#[tokio::test(flavor = "multi_thread")]
async fn refused_closed_and_silent_are_told_alike() {
    let internet = Internet::new(vec![parlor_tests::upstream::Reply::nothing()]).await;
    for address in [
        "http://10.0.0.1/",
        "http://only-private.test/",
        "http://nxdomain.test/",
        "http://slow.test/",
        "http://public.test/",
    ] {
        let (found, took) = internet.look(address).await;
        assert_eq!(found, None, "{address}");
        assert!(took >= PATIENCE.total && took < PATIENCE.total + ALIKE, "{address}: {took:?}");
    }
}
