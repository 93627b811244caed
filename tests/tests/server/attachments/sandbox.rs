//! Documents are read in a process of their own, and nothing that happens to it happens to the server.

use std::{path::PathBuf, time::Duration};

use parlor::{
    attachments::Inspector,
    core::conversation::attachment::{Inspect as _, Inspected, Kind, Upload},
};
use parlor_tests::process::binary;
use tokio::time::Instant;

use crate::attachments::samples::{flate_bomb, nested, numbers, pdf, with_content};

async fn inspected(program: PathBuf, bytes: Vec<u8>) -> (Inspected, Duration) {
    let begun = Instant::now();
    let upload = Upload { name: "a.pdf".into(), media_type: None, bytes: bytes.into() };
    (Inspector::sandboxed(program).inspect(&upload).await.unwrap(), begun.elapsed())
}

/// A program that is not ours and never ends.
fn sleeper(folder: &tempfile::TempDir) -> PathBuf {
    use std::os::unix::fs::PermissionsExt as _;
    let path = folder.path().join("sleeper");
    std::fs::write(&path, "#!/bin/sh\nexec /bin/sleep 60\n").unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}

#[tokio::test]
async fn a_document_is_read() {
    let (found, _) = inspected(binary().unwrap(), pdf()).await;
    assert_eq!((found.kind, found.text.as_deref()), (Kind::Pdf, Some("Invoice 4711")));
}

/// Each is kept, for the visitor may want it read by a person; none is read, and all end in time.
#[tokio::test]
async fn what_is_built_to_break_its_reader_is_kept_unread() {
    for (what, bytes) in [
        ("packed a thousand times", flate_bomb()),
        ("gigabytes of numbers", numbers()),
        ("nested without end", nested()),
        ("brackets that are not closed", with_content("BT /F1 1 Tf ((((((( Tj ET")),
        ("no document", b"%PDF-1.7\n\xff\xff\xff".to_vec()),
    ] {
        let (found, took) = inspected(binary().unwrap(), bytes).await;
        assert_eq!(found.kind, Kind::Pdf, "{what}");
        assert!(found.text.is_none_or(|text| text.len() < 100), "{what}");
        assert!(took < Duration::from_secs(5), "{what}: {took:?}");
    }
}

#[tokio::test]
async fn a_reader_that_never_ends_is_ended() {
    let folder = tempfile::tempdir().unwrap();
    let (found, took) = inspected(sleeper(&folder), pdf()).await;
    assert_eq!(found.text, None);
    assert!((2..5).contains(&took.as_secs()), "{took:?}");
}

#[tokio::test]
async fn without_a_reader_documents_are_kept_unread() {
    let (found, _) = inspected("/nowhere/parlor".into(), pdf()).await;
    assert_eq!((found.kind, found.text), (Kind::Pdf, None));
}
