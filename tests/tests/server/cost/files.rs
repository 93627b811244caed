//! Files of visitors.

use std::{io::Cursor, time::Duration};

use image::{DynamicImage, ImageFormat};
use parlor::{
    attachments::Inspector,
    core::conversation::attachment::{Inspect as _, Upload},
};

use parlor_tests::process::test_name;

use crate::cost::growth::{Kind, all_linear};

const TEXTS: &[Kind] = &[
    ("text", |n| "some words\n".repeat(n / 11)),
    ("one line", |n| "a".repeat(n)),
    ("separators", |n| ",".repeat(n)),
    ("letters of many scripts", |n| "ä例あ".repeat(n / 8)),
];

fn inspect(runtime: &tokio::runtime::Runtime, name: &str, bytes: Vec<u8>) -> bool {
    let upload = Upload { name: name.into(), media_type: None, bytes: bytes.into() };
    runtime.block_on(Inspector::default().inspect(&upload)).is_some()
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

#[test]
fn a_text_costs_its_length() {
    let runtime = runtime();
    all_linear(TEXTS, 64 << 10, Duration::from_secs(4), |text| {
        assert!(inspect(&runtime, "a.txt", text.into()));
    });
}

/// The most memory this process has held, in bytes, as the system counts it.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches("kB").trim().parse::<u64>().unwrap() * 1024
}

/// A photograph of 40 million pixels takes only a limited amount of memory.
#[test]
fn a_large_photograph_takes_little_memory() {
    // Made in a process of its own: its pixels must not count.
    let Ok(path) = std::env::var("PARLOR_TEST_PHOTO") else {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("photo.jpg");
        let mut photo = Cursor::new(Vec::new());
        DynamicImage::ImageRgb8(image::RgbImage::from_fn(7_300, 5_400, |x, y| {
            image::Rgb([(x / 30 % 256).try_into().unwrap(), (y / 30 % 256).try_into().unwrap(), 90])
        }))
        .write_to(&mut photo, ImageFormat::Jpeg)
        .unwrap();
        std::fs::write(&path, photo.into_inner()).unwrap();
        let again = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", &test_name(module_path!(), "a_large_photograph_takes_little_memory"), "--nocapture"])
            .env("PARLOR_TEST_PHOTO", &path)
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&again.stdout);
        assert!(again.status.success() && told.contains("1 passed"), "{told}");
        return;
    };
    let bytes = std::fs::read(path).unwrap();
    let before = peak_memory();
    assert!(inspect(&runtime(), "photo.jpg", bytes));
    let taken = (peak_memory() - before) >> 20;
    println!("a photograph of 40 million pixels: {taken} MiB");
    assert!(taken <= 64, "{taken} MiB");
}
