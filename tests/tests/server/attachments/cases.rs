//! Files as owners and visitors bring them: what stands in them stands in the text that an agent is given.

use std::path::Path;

use bytes::Bytes;
use parlor::{
    attachments::Inspector,
    core::{
        conversation::attachment::{Inspect as _, Upload},
        knowledge::document::{ReadDocument as _, Unreadable},
    },
};
use parlor_tests::process::binary;
use serde_json::Value;

use crate::attachments::samples::{flate_bomb, nested, pdf};

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/files")
}

fn cases() -> Vec<Value> {
    let manifest: Value = serde_json::from_slice(&std::fs::read(folder().join("manifest.json")).unwrap()).unwrap();
    manifest["files"].as_array().unwrap().clone()
}

#[tokio::test]
async fn every_file_says_what_stands_in_it() {
    for program in [None, Some(binary().unwrap())] {
        let inspector = program.map_or_else(Inspector::default, Inspector::sandboxed);
        for case in cases() {
            let name = case["file"].as_str().unwrap();
            let bytes: Bytes = std::fs::read(folder().join(name)).unwrap().into();
            let media_type = case["media_type"].as_str().map(str::to_owned);
            let upload = Upload { name: name.into(), media_type, bytes: bytes.clone() };
            let text = inspector.inspect(&upload).await.unwrap().text.unwrap();
            let markdown = inspector.markdown(name, bytes).await.unwrap();
            for must in case["must"].as_array().unwrap() {
                let must = must.as_str().unwrap();
                assert!(text.contains(must), "{name}: {must} is not in {text}");
                // A table's separators are no longer its text's.
                let cells = must.split([';', ',']);
                assert!(cells.clone().all(|cell| markdown.contains(cell)), "{name}: {must} is not in {markdown}");
            }
        }
    }
}

#[tokio::test]
async fn cells_stay_in_their_columns() {
    let read = |name: &'static str| async move {
        let bytes = std::fs::read(folder().join(name)).unwrap();
        Inspector::default().markdown(name, bytes.into()).await.unwrap()
    };
    let sales = read("sales.xlsx").await;
    assert!(sales.contains("## Sales\n\n| Date | Product | Discount | Qty | Total |\n"), "{sales}");
    assert!(
        sales.contains("| 2024-03-15 | Tea | | 5 | 22.5 |\n| 2024-03-16 09:30 | Pot | 15% | 1 | 45.50 |"),
        "{sales}"
    );
    let offer = read("offer.docx").await;
    assert!(offer.contains("# Offer 4711\n\n- one\n\n| Region | Product | Units |\n"), "{offer}");
    assert!(offer.contains("| US | | 7 |"), "{offer}");
    assert!(read("cp1251.csv").await.contains("| Иван | Москва |"));
}

#[tokio::test]
async fn what_is_no_document_is_refused_with_the_reason() {
    let office = |name: &str| Bytes::from(std::fs::read(folder().join(name)).unwrap());
    let cut = |name: &str| office(name).slice(..2_000);
    let png = Bytes::from_static(crate::attachments::samples::PNG);
    for (name, bytes, why) in [
        ("a.exe", Bytes::from_static(b"MZ"), Unreadable::UnknownKind),
        ("noending", Bytes::from_static(b"text"), Unreadable::UnknownKind),
        ("a.pdf", Bytes::from_static(b"no pdf"), Unreadable::Misnamed),
        ("a.md", pdf().into(), Unreadable::Misnamed),
        ("a.txt", png.clone(), Unreadable::Misnamed),
        ("a.csv", office("sales.xlsx"), Unreadable::Misnamed),
        ("a.docx", office("sales.xlsx"), Unreadable::Misnamed),
        ("a.xlsx", pdf().into(), Unreadable::Misnamed),
        ("a.docx", cut("offer.docx"), Unreadable::Damaged),
        ("a.xlsx", cut("sales.xlsx"), Unreadable::Damaged),
        ("a.docx", Bytes::from_static(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 locked"), Unreadable::Damaged),
        ("a.pdf", Bytes::from_static(b"%PDF-1.7\n\xff\xff"), Unreadable::Damaged),
        ("a.txt", Bytes::from_static(b"a\0b\x01c"), Unreadable::NotText),
        ("a.html", Bytes::from("<div>".repeat(50_000)), Unreadable::TooDeep),
        ("a.md", Bytes::from("a".repeat(2 * 1024 * 1024)), Unreadable::TooLarge),
        ("a.txt", Bytes::from("a".repeat(11 * 1024 * 1024)), Unreadable::TooLarge),
        ("a.md", Bytes::from_static(b" \n "), Unreadable::Empty),
        ("a.html", Bytes::from_static(b"<script>x</script>"), Unreadable::Empty),
    ] {
        for program in [None, Some(binary().unwrap())] {
            let inspector = program.map_or_else(Inspector::default, Inspector::sandboxed);
            assert_eq!(inspector.markdown(name, bytes.clone()).await, Err(why), "{name}");
        }
    }
}

/// None of them is read, and none takes the server with it.
#[tokio::test]
async fn hostile_documents_end_in_time() {
    let inspector = Inspector::sandboxed(binary().unwrap());
    for bytes in [flate_bomb(), nested()] {
        let read = inspector.markdown("a.pdf", bytes.into()).await;
        assert!(read.as_ref().map_or(true, |text| text.len() < 200), "{read:?}");
    }
}
