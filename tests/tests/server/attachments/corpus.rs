//! Every hostile file and every hostile name of the corpus.

use std::{path::Path, time::Duration};

use parlor::core::{conversation::attachment::Upload, security::budget::RequestSource};
use parlor_shared::widget::{Attachment, Data};
use parlor_tests::{app::TestApp, budget::spender, corpora, visitor::Visitor};
use serde_json::Value;
use tokio::time::Instant;

use crate::attachments::app;

/// A file may take this long in a test: production allows 2 s on an idle machine.
const PATIENCE: Duration = Duration::from_secs(5);
const PLENTY: [&str; 6] = [
    "--attachments-per-hour",
    "1000",
    "--attachments-bytes-per-hour",
    "1000000000",
    "--attachments-per-minute",
    "1000",
];

fn read(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

#[tokio::test]
async fn every_file_gets_its_status_and_is_served_as_ours() {
    let Some(folder) = corpora::beside("uploads") else { return };
    let app = app(&PLENTY).await;
    let visitor = app.visitor().await.unwrap();
    let manifest = read(&folder.join("manifest.json"));
    let (mut checked, mut wrong) = (0, Vec::new());
    for file in manifest["files"].as_array().unwrap() {
        let text = |name: &str| file[name].as_str().unwrap();
        if file["expect"] == "n/a" {
            continue;
        }
        let bytes = std::fs::read(folder.join("files").join(text("file"))).unwrap();
        let begun = Instant::now();
        let response = visitor.bring(text("send_filename"), text("content_type"), &bytes).send().await.unwrap();
        assert!(begun.elapsed() < PATIENCE, "{}: {:?}", text("file"), begun.elapsed());
        let status = u64::from(response.status().as_u16());
        if !allowed(&file["expect"]).contains(&status) {
            wrong.push(format!("{}: {status}, not {}", text("file"), file["expect"]));
        } else if status == 201 {
            served_as_ours(&app, &visitor, response).await;
        }
        checked += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(checked >= 50, "only {checked} files");
}

/// Returns the statuses that the manifest allows: a number, or text that begins with one. No scanner is configured
/// here.
fn allowed(expect: &Value) -> Vec<u64> {
    match expect.as_str() {
        None => vec![expect.as_u64().unwrap()],
        Some("415 or first frame only") => vec![415, 201],
        Some(words) if words.starts_with("201") => vec![201],
        Some(words) => {
            assert!(words.contains("if a scanner is configured"), "{words}");
            vec![201]
        }
    }
}

async fn served_as_ours(app: &TestApp, visitor: &Visitor, response: reqwest::Response) {
    let Attachment { url, name, .. } = response.json::<Data<Attachment>>().await.unwrap().data;
    let got = visitor.client.get(app.url(&url)).send().await.unwrap();
    let header = |name: &str| got.headers()[name].to_str().unwrap().to_owned();
    assert_eq!((got.status().as_u16(), header("x-content-type-options").as_str()), (200, "nosniff"), "{name}");
    assert_eq!(header("content-security-policy"), "sandbox; default-src 'none'");
    assert!(header("cache-control").starts_with("private"));
    let (kind, disposition) = (header("content-type"), header("content-disposition"));
    let ours = ["image/png", "image/jpeg", "application/pdf", "text/plain; charset=utf-8"];
    assert!(ours.contains(&kind.as_str()) || kind.starts_with("application/vnd."), "{name}: {kind}");
    let inline = disposition.starts_with("inline;");
    assert_eq!(inline, kind.starts_with("image/"), "{name}: {disposition}");
    assert!(disposition.contains("; filename*=UTF-8''"), "{disposition}");
}

#[tokio::test]
async fn no_name_does_harm() {
    let Some(folder) = corpora::beside("uploads") else { return };
    let app = app(&PLENTY).await;
    let visitor = app.visitor().await.unwrap();
    let names = read(&folder.join("filenames.json"));
    for (at, name) in names.as_array().unwrap().iter().enumerate() {
        let name = name["filename"].as_str().unwrap();
        // As a browser sends it, and as it stands: not every client is a browser.
        let sent = visitor.bring(name, "application/pdf", b"%PDF-1.4\n%%EOF").send().await.unwrap();
        assert!([201, 400].contains(&sent.status().as_u16()), "{name:?}: {}", sent.status());
        let upload = Upload { name: name.into(), media_type: None, bytes: b"%PDF-1.4\n%%EOF"[..].into() };
        let kept =
            app.state.uploads.accept(&spender(RequestSource::Team), &visitor.conversation, upload).await.unwrap();
        let is_pdf = std::path::Path::new(&kept.name).extension().is_some_and(|ending| ending == "pdf");
        assert!(is_pdf && !kept.name.contains(".html"), "{name:?}: {:?}", kept.name);
        let hidden = |c: char| c.is_control() || "/\\\"\u{202e}\u{200b}\u{feff}".contains(c);
        assert!(!kept.name.contains(hidden), "{name:?}: {:?}", kept.name);
        assert!((1..=128).contains(&kept.name.chars().count()) && !kept.name.starts_with('.'), "{:?}", kept.name);
        assert_eq!(kept.key(), format!("{}/{}", visitor.conversation, kept.id), "the name is not part of the place");
        let (expires, signature) = app.state.downloads.sign(&kept.id, app.state.clock.now());
        let path = format!("/v1/widget/attachments/{}?expires={expires}&signature={signature}", kept.id);
        let got = visitor.client.get(app.url(&path)).send().await.unwrap();
        let header = got.headers()["content-disposition"].to_str().unwrap().to_owned();
        assert_eq!(header.matches('"').count(), 2, "{at} {name:?}: {header}");
        assert!(header.starts_with("attachment; filename=\"") && header.is_ascii(), "{header}");
    }
}
