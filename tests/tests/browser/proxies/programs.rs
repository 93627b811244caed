//! Requests of programs through the proxies: streams, uploads, downloads, files, addresses in answers.

use anyhow::Result;
use futures_util::StreamExt as _;
use parlor::{
    core::{clock::Clock as _, entropy::SystemEntropy, owner::team::ApiSecret},
    http::assets::PINNED,
};
use parlor_tests::{
    app::{KEY, TEAM, WIDGET},
    owner::Owner,
    reverse_proxy::{Place, Program},
    script::{Cast, Script},
    visitor::{Transcript, Visitor},
};
use reqwest::Version;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha384};

use crate::proxies::{ALL, Site};

/// The first words are here before the last are written: nothing between holds them back.
#[tokio::test(flavor = "multi_thread")]
async fn a_stream_comes_as_it_is_written() -> Result<()> {
    for (program, place) in ALL {
        let script = Script::held(&["First words."]);
        let site = Site::open(program, place, std::sync::Arc::new(Cast(script.clone()))).await?;
        let visitor = Visitor::arrive(&site.client, &site.url, KEY).await?;
        let response = visitor.say("Hello", "", "text").send().await?;
        assert_eq!((response.status().as_u16(), response.version()), (200, Version::HTTP_2), "{program:?} {place:?}");
        let mut transcript = Transcript::new("text");
        let mut body = response.bytes_stream();
        let mut seen = String::new();
        while !seen.contains("First words.") {
            seen += &String::from_utf8_lossy(&body.next().await.expect("the answer is being written")?);
        }
        assert!(!seen.contains("event: done"));
        script.release();
        drop(body);
        let last = visitor.history().await?.pop().unwrap();
        transcript.message = Some(last.id);
        transcript.seq = 0;
        let resumed = visitor.resume(&transcript)?.send().await?;
        transcript.read(resumed, None).await?;
        assert_eq!(transcript.end.map(|(name, _)| name).as_deref(), Some("done"), "{program:?} {place:?}");
    }
    Ok(())
}

/// Uploaded files have an address that any program can open as it stands.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_goes_up_and_comes_down() -> Result<()> {
    for (program, place) in ALL {
        let site = Site::open(program, place, std::sync::Arc::new(Cast(Script::says(&["I see."])))).await?;
        let visitor = Visitor::arrive(&site.client, &site.url, KEY).await?;
        let large = vec![b'a'; 2 * 1024 * 1024];
        let kept = visitor.brought("notes.txt", "text/plain", &large).await?;
        assert!(kept.url.starts_with(&site.at("/v1/widget/attachments/")), "{}", kept.url);
        let got = site.client.get(&kept.url).send().await?;
        assert_eq!(got.status(), 200, "{program:?} {place:?}");
        assert_eq!(got.bytes().await?, large);
    }
    Ok(())
}

/// Every address that an answer names is one the asker can reach, and the cookie stays with the server's path.
#[tokio::test(flavor = "multi_thread")]
async fn addresses_in_answers_are_the_public_ones() -> Result<()> {
    for (program, place) in ALL {
        let site = Site::open(program, place, std::sync::Arc::new(Cast(Script::says(&["Hello"])))).await?;
        let get = async |path: &str| site.client.get(site.at(path)).send().await;
        let base = site.path();

        let document: Value = get("/openapi.json").await?.json().await?;
        assert_eq!(document["servers"], json!([{"url": site.url}]), "{program:?} {place:?}");
        let moved = get("/docs").await?;
        let location = moved.headers()["location"].to_str()?;
        assert_eq!(moved.url().join(location)?.as_str(), site.at("/docs/"), "{program:?} {place:?}");
        let page = get("/docs/").await?;
        assert_eq!(page.status(), 200);
        let settings = get("/docs/swagger-initializer.js").await?.text().await?;
        assert!(settings.contains("\"../openapi.json\""), "{settings}");

        let plain = get(&format!("/chat/{KEY}")).await?.text().await?;
        assert!(plain.contains(&format!("action=\"{base}/chat/{KEY}\"")), "{plain}");
        let sheet = plain.split("href=\"..").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        assert_eq!(get(sheet).await?.headers()["content-type"], "text/css; charset=utf-8");
        let by_id = get("/chat/widget-1").await?;
        assert_eq!(by_id.headers()["location"], format!("{base}/chat/{KEY}"));

        let owner = Owner::register(&site.app, "ada@shop.example").await?;
        let signed_in = site
            .client
            .post(site.at("/api/auth/login"))
            .header("Origin", site.url.trim_end_matches(&base))
            .json(&json!({"email": owner.email, "password": parlor_tests::owner::PASSWORD}))
            .send()
            .await?;
        let cookie = signed_in.headers()["set-cookie"].to_str()?.to_owned();
        let prefix = if base.is_empty() { "__Host-" } else { "__Secure-" };
        assert!(cookie.starts_with(prefix) && cookie.contains(&format!("Path={base}/;")), "{cookie}");

        let (kept, secret) = ApiSecret::generate(TEAM.parse()?, "Test".into(), site.app.clock.now(), &SystemEntropy);
        site.app.store.insert_secret(&kept).await?;
        let asked = async |what: &str| -> Result<Value> {
            let path = format!("/api/teams/{TEAM}/widgets/{WIDGET}/{what}");
            Ok(site.client.get(site.at(&path)).bearer_auth(&secret).send().await?.json().await?)
        };
        let embed = asked("embed-code").await?;
        assert!(embed["embedCode"].as_str().unwrap().contains(&format!("\"{}\"", site.at("/widget.js"))), "{embed}");
        let snippet = asked("snippet").await?;
        assert!(
            snippet["evergreen"].as_str().unwrap().contains(&format!("\"{}\"", site.at("/widget.js"))),
            "{snippet}"
        );
    }
    Ok(())
}

/// Files of the widget that a server serves today are kept for the time after an upgrade: the loader, everything it
/// leads to, and their compressed forms. None of them ever changes, and the embedded loader matches its integrity hash.
#[tokio::test(flavor = "multi_thread")]
async fn this_version_of_the_widget_is_kept() -> Result<()> {
    let site = Site::open(Program::Nginx, Place::Path, std::sync::Arc::new(Cast(Script::says(&["Hello"])))).await?;
    let pinned = PINNED.clone().expect("the server has a bundle");
    let get = async |path: &str| site.client.get(site.at(path)).header("Accept-Encoding", "identity").send().await;
    let kept = async |path: &str| site.app.state.bundles.file(path.trim_start_matches('/')).await.unwrap();
    let (mut found, mut todo) = (Vec::new(), vec![pinned.path.clone()]);
    while let Some(path) = todo.pop() {
        let response = get(&path).await?;
        assert_eq!(response.headers()["cache-control"], "public, max-age=31536000, immutable", "{path}");
        assert_eq!(response.headers()["access-control-allow-origin"], "*", "{path}");
        let bytes = response.bytes().await?;
        assert_eq!(kept(&path).await.as_ref(), Some(&bytes), "{path}");
        for ending in [".br", ".gz"] {
            assert!(kept(&format!("{path}{ending}")).await.is_some(), "{path}{ending}");
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        // Addresses of other scripts, and the name of the WebAssembly beside the glue.
        let named = text.split(['"', '\'', '`']).filter(|part| part.starts_with("/assets/")).map(str::to_owned);
        let beside = text.split(['"', '\'', '`']).filter(|part| part.ends_with("_bg.wasm") && !part.contains('/'));
        todo.extend(named.chain(beside.map(|name| format!("/assets/{name}"))).filter(|path| !found.contains(path)));
        found.push(path);
    }
    assert!(found.len() >= 10 && found.iter().any(|path| path.rsplit('.').next() == Some("wasm")), "{found:?}");
    let (evergreen, fixed) = (get("/widget.js").await?.bytes().await?, get(&pinned.path).await?.bytes().await?);
    assert_eq!(evergreen, fixed);
    let digest = base64::Engine::encode(&base64::prelude::BASE64_STANDARD, Sha384::digest(&fixed));
    assert_eq!(pinned.integrity, format!("sha384-{digest}"));
    Ok(())
}
