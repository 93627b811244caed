//! Shared parts of Parlor's black-box tests: a server on a real socket, visitors that talk to it, a stopped clock.

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
