//! Parlor's project commands: `cargo xtask <command>`.
//!
//! A thin layer: it installs exact tool versions, calls them in the right order and prints each step. Nothing here is
//! part of the product.

#![expect(clippy::disallowed_methods, reason = "commands run in real time")]

mod arguments;
mod bench;
mod bundle;
mod conformance;
mod demo;
mod dist;
mod help;
mod nested_cargo;
mod process;
mod size;
mod test;
mod tools;
mod workspace;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::workspace::Workspace;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[String]) -> Result<()> {
    let Some((command, rest)) = args.split_first() else {
        println!("{}", help::ALL);
        return Ok(());
    };
    if let Some(text) = help::asked_for(command, rest) {
        println!("{text}");
        return Ok(());
    }
    let workspace = Workspace::find()?;
    match command.as_str() {
        "tools" => tools::run(&workspace, rest),
        "bundle" => bundle::run(&workspace, rest),
        "size" => size::run(&workspace, rest),
        "demo" => demo::run(&workspace, rest),
        "test" => test::run(&workspace, rest),
        "bench" => bench::run(&workspace, rest),
        "conformance" => conformance::run(&workspace, rest),
        "dist" => dist::run(&workspace, rest),
        unknown => bail!("there is no command {unknown:?}; `cargo xtask --help` lists them"),
    }
}
