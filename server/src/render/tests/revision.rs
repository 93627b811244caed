//! Stored renderings are rendered again when the revision changes.

use sha2::{Digest as _, Sha256};

use crate::render::markdown::REVISION;
use crate::{
    core::{entropy::hex, render::Render as _},
    render::{Markdown, RenderOptions},
};

/// Something of everything.
const SAMPLE: &str = "# Tea\n\n**Green** and *black*, ~~white~~, `code`, [shop](https://shop.example.com/a?b=1) and https://tea.example/x.\n\n\
    > Quoted\n> twice\n\n1. One\n2. Two\n   - [x] done\n   - [ ] open\n\n| a | b |\n|:--|--:|\n| 1 | 2 |\n\n---\n\n\
    ```rust\n// A comment\nfn main() -> u8 {\n    let tea = \"hot\"; 42\n}\n```\n\n```\nplain\n```\n\n\
    $x^2 + \\frac{1}{2}$ and\n\n$$\\sum_{i=0}^n i$$\n\n![leaf](https://img.example.com/leaf.png) ![other](https://other.example/a.png)\n\n\
    <b>html</b> & entities &amp; \\* escapes  \nbreak";

/// The revision, and the digest of the sample's rendering at that revision.
const DRAWN: (u32, &str) = (2, "45e8ba6f0b0ecea948bfe39e6f4e75bc53623940278fcaa154ae3fd4e41b06de");

#[test]
fn a_change_needs_a_new_revision() {
    let render =
        Markdown::new(RenderOptions { image_hosts: vec!["img.example.com".into()], ..RenderOptions::default() });
    let mut nodes = render.markdown(SAMPLE);
    nodes.extend(render.plain(SAMPLE));
    let digest = hex(&Sha256::digest(serde_json::to_vec(&nodes).unwrap()));
    assert_eq!(
        (REVISION, digest.as_str()),
        DRAWN,
        "messages are drawn in another way: increase REVISION, and note both here"
    );
}

#[test]
fn another_policy_of_pictures_is_another_version() {
    let version = |hosts: &[&str]| {
        let image_hosts = hosts.iter().map(|host| (*host).to_owned()).collect();
        Markdown::new(RenderOptions { image_hosts, ..RenderOptions::default() }).version().to_owned()
    };
    assert_ne!(version(&[]), version(&["a.example"]));
    assert_ne!(version(&["a.example"]), version(&["a.example", "b.example"]));
    assert_eq!(version(&["a.example", "b.example"]), version(&["b.example", "a.example", "a.example"]));
}
