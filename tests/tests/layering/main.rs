//! Reads the source and fails when an arrow of the architecture is reversed, or a house rule is broken.
//!
//! ```text
//! shared <- core <- { render, store, agent, documents, attachments, outbound } <- api <- lib <- main
//! shared <- chat <- { transport, state <- components } <- driver <- lib
//! shared <- api <- hooks <- kit <- screens <- shell <- lib
//! ```

mod arrows;
mod circles;
mod house;
mod map;
mod names;
mod orphans;
mod paths;
mod source;
mod spans;

use arrows::violations;

/// No arrow of the real source is reversed.
#[test]
fn arrows_point_one_way() {
    let mut found = Vec::new();
    for (krate, folder) in
        [("shared", "shared/src"), ("server", "server/src"), ("widget", "widget/src"), ("dashboard", "dashboard/src")]
    {
        for file in source::rust_files(&source::root().join(folder)) {
            found.extend(violations(krate, &file.relative_to(folder), &file.text));
        }
    }
    assert!(found.is_empty(), "reversed arrows:\n{}", found.join("\n"));
}

/// The table of layers names every module there is, so that a new one cannot stay outside the rules.
#[test]
fn every_module_has_a_place() {
    let mut homeless = Vec::new();
    for (krate, folder) in [("server", "server/src"), ("widget", "widget/src"), ("dashboard", "dashboard/src")] {
        for file in source::rust_files(&source::root().join(folder)) {
            let layer = arrows::layer_of(&file.relative_to(folder));
            if !arrows::is_known(krate, &layer) {
                homeless.push(format!("{folder}/{layer}"));
            }
        }
    }
    homeless.dedup();
    assert!(homeless.is_empty(), "add these to the table in tests/tests/layering/arrows.rs: {homeless:?}");
}

/// The table names no module that is gone.
#[test]
fn every_place_is_a_module() {
    let mut gone = Vec::new();
    for (krate, folder) in [("server", "server/src"), ("widget", "widget/src"), ("dashboard", "dashboard/src")] {
        let files = source::rust_files(&source::root().join(folder));
        let there: Vec<_> = files.iter().map(|file| arrows::layer_of(&file.relative_to(folder))).collect();
        gone.extend(arrows::names(krate).into_iter().filter(|name| !there.iter().any(|it| it == name)));
    }
    assert!(gone.is_empty(), "take these out of the table in tests/tests/layering/arrows.rs: {gone:?}");
}

/// Each line is a reversed arrow: krate, file, text.
const REVERSED: &[(&str, &str, &str)] = &[
    ("shared", "ids.rs", "use parlor::core::clock::Clock;"),
    ("shared", "ids.rs", "use tokio::time::sleep;"),
    ("server", "core/clock.rs", "use crate::store::sqlite::Sqlite;"),
    ("server", "core/clock.rs", "use axum::Json;"),
    ("server", "core/conversation/mod.rs", "use { std::fmt, sqlx::Row as _ };"),
    ("server", "core/security/rate_limit.rs", "fn f() -> hyper::StatusCode { todo!() }"),
    ("server", "core/mod.rs", "pub use super::agent::Scripted;"),
    ("server", "core/security/links.rs", "use super::super::super::outbound::Fetch;"),
    ("server", "core/clock.rs", "use crate::{\n    core::error::Error,\n    render::{self, Markdown},\n};"),
    ("server", "core/clock.rs", "fn f() { let _ = format!(\"{}\", crate::api::NAME); }"),
    ("server", "core/clock.rs", "mod inner { use super::super::super::http::Serve; }"),
    ("server", "core/clock.rs", "use crate::*;"),
    ("server", "store/sqlite/mod.rs", "use crate::agent::Knowledge;"),
    ("server", "store/sqlite/mod.rs", "use axum::extract::State;"),
    ("server", "render/mod.rs", "use crate::store::Page;"),
    ("server", "agent/llm/mod.rs", "use crate::api::widget::Error;"),
    ("server", "http/cors.rs", "use crate::api::widget::Error;"),
    ("server", "api/widget/stream.rs", "use crate::store::sqlite::Sqlite;"),
    ("server", "api/nexon/chat.rs", "use crate::api::caty::Error;"),
    ("server", "api/nexon/chat.rs", "use super::super::caty::Error;"),
    ("server", "http/state.rs", "use crate::api::router;"),
    ("widget", "chat/machine.rs", "use web_sys::Window;"),
    ("widget", "chat/machine.rs", "use crate::transport::http;"),
    ("widget", "chat/machine.rs", "#[derive(Clone)] struct A(leptos::prelude::RwSignal<u8>);"),
    ("widget", "transport/stream.rs", "use crate::components::transcript;"),
    ("widget", "components/header/view.rs", "use crate::transport::Api;"),
    ("widget", "components/header/mod.rs", "use crate::driver::App;"),
    ("widget", "state/view.rs", "use crate::components::Canvas;"),
    ("widget", "lib.rs", "use parlor::core::conversation::run::Run;"),
    ("dashboard", "kit/button.rs", "use crate::screens::Home;"),
    ("dashboard", "screens/home/mod.rs", "use crate::shell::App;"),
];

/// Each line is allowed.
const ALLOWED: &[(&str, &str, &str)] = &[
    ("shared", "ids.rs", "use serde::Serialize; use crate::error::Code;"),
    (
        "server",
        "core/clock.rs",
        "use crate::core::error::Error; use super::entropy::Entropy; use parlor_shared::content::Node;",
    ),
    (
        "server",
        "core/clock.rs",
        "// use axum::Json;\n/// See [`crate::store`].\nconst TEXT: &str = \"use sqlx::Row;\";",
    ),
    ("server", "core/clock.rs", "#[cfg(test)]\nmod tests { use crate::store::sqlite::Database; }"),
    ("server", "store/sqlite/mod.rs", "use sqlx::Row; use crate::core::store::Store;"),
    ("server", "api/nexon/chat.rs", "use crate::{core::error, http::event_stream}; use super::error::Error;"),
    ("server", "lib.rs", "use crate::{api, store::sqlite};"),
    ("server", "main.rs", "use parlor::config::Config;"),
    ("widget", "chat/machine.rs", "use parlor_shared::widget::stream::Event; use super::message::Message;"),
    ("widget", "driver/mod.rs", "use crate::{chat::Effect, transport::http}; use web_sys::Window;"),
];

/// The reader itself works: every reversed arrow is seen …
#[test]
fn a_reversed_arrow_fails() {
    for (krate, file, text) in REVERSED {
        assert!(!violations(krate, file, text).is_empty(), "not seen in {krate}/{file}: {text}");
    }
}

/// … and nothing else is.
#[test]
fn an_arrow_in_the_right_direction_passes() {
    for (krate, file, text) in ALLOWED {
        assert_eq!(violations(krate, file, text), Vec::<String>::new(), "{krate}/{file}: {text}");
    }
}
