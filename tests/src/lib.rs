//! Shared parts of Parlor's black-box tests: a server on a real socket, visitors that talk to it, a stopped clock.
//!
//! | Module | Holds |
//! |---|---|
//! | [`app`] | a server under test, on a real socket |
//! | [`visitor`], [`owner`] | those who talk to it |
//! | [`browser`] | a real browser, driven over WebDriver |
//! | [`databases`] | a database for each test, gone afterwards |
//! | [`process`] | the real binary as a child process |
//! | [`clock`] | a clock that moves when a test says so |
//! | [`processor`] | time spent computing |
//! | [`script`], [`repertoire`], [`knowledge`] | agents: scripted, with some answers, the built-in one |
//! | [`upstream`], [`embeddings`], [`speech`], [`web`] | services that the server asks, under a test's control |
//! | [`services`] | third-party services as child processes |
//! | [`proxy`], [`reverse_proxy`], [`tls`] | networks that break, nginx and Caddy, certificates |
//! | [`budget`] | permission to call an agent |
//! | [`conformance`] | a running server against the vendors' pages |
//! | [`corpora`], [`pseudo`] | test data, and a language nobody speaks |
//! | [`full`], [`search`] | larger budgets, and looking for what must not be in any file |

pub mod app;
pub mod browser;
pub mod budget;
pub mod clock;
pub mod conformance;
pub mod corpora;
pub mod databases;
pub mod embeddings;
pub mod full;
pub mod knowledge;
pub mod owner;
pub mod process;
pub mod processor;
pub mod proxy;
pub mod pseudo;
pub mod repertoire;
pub mod reverse_proxy;
pub mod script;
pub mod search;
pub mod services;
pub mod speech;
pub mod tls;
pub mod upstream;
pub mod visitor;
pub mod web;
