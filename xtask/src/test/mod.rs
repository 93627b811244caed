//! `cargo xtask test`: sets up everything and runs every test.

mod options;
mod packages;
mod postgres;
mod steps;
mod supply_chain;
mod system;

use std::process::Command;

use anyhow::{Result, bail};

use self::options::Options;
use self::postgres::Cluster;
use self::steps::{Compiler, Step};
use crate::process::{quiet, say};
use crate::workspace::Workspace;
use crate::{bundle, tools};

/// Runs the command. Every step runs even after one failed; nextest is last, so that its summary ends the output.
pub(crate) fn run(workspace: &Workspace, rest: &[String]) -> Result<()> {
    let options = Options::parse(rest)?;
    let mut failures = Vec::new();
    let steps: Vec<Step> = Step::ALL.into_iter().filter(|step| options.wants(*step)).collect();
    let (first, last): (Vec<Step>, Vec<Step>) = steps.into_iter().partition(|step| *step != Step::Nextest);
    let mut compiler = Compiler::Plain;
    if options.lints_with_tests() {
        // The server embeds the bundle: made later, it would have the server compiled twice.
        note(&mut failures, Step::Nextest, tools::ensure(workspace).and_then(|()| bundle::ensure(workspace)).map(drop));
        compiler = Compiler::Linting;
    }
    for step in first {
        let result = prepare(workspace, step).and_then(|()| step.run(workspace, compiler));
        if step == Step::Clippy && result.is_err() {
            // The tests run all the same, without the lints.
            compiler = Compiler::Plain;
        }
        note(&mut failures, step, result);
    }
    if !last.is_empty() {
        note(&mut failures, Step::Nextest, nextest(workspace, &options, compiler));
    }
    match failures.as_slice() {
        [] => Ok(()),
        all => bail!("failed: {}", all.join(", ")),
    }
}

fn note(failures: &mut Vec<String>, step: Step, result: Result<()>) {
    match result {
        Ok(()) => {}
        Err(error) => {
            say(&format!("FAILED {}: {error:#}", step.name()));
            failures.push(step.name().to_owned());
        }
    }
}

fn prepare(workspace: &Workspace, step: Step) -> Result<()> {
    match step {
        Step::Fmt => tools::ensure_component(workspace, "rustfmt", "rustfmt"),
        Step::Clippy => tools::ensure_component(workspace, "clippy", "clippy-driver"),
        Step::Doc | Step::Deny | Step::Audit => Ok(()),
        Step::Wasm => {
            tools::ensure(workspace)?;
            packages::ensure(workspace, &[packages::CHROMIUM, packages::CHROMEDRIVER])
        }
        Step::Nextest => {
            // The bundle may exist without them; the tests need axe.
            tools::ensure(workspace)?;
            tools::ensure_for_tests(workspace)?;
            packages::ensure(workspace, &packages::ALL)
        }
    }
}

/// Runs the main tests: a real server, real databases, a real browser.
fn nextest(workspace: &Workspace, options: &Options, compiler: Compiler) -> Result<()> {
    let mut command = steps::nextest(workspace, &options.nextest, compiler);
    if options.quick {
        tools::ensure_for_quick_tests(workspace)?;
        // The server's own files are tested too.
        bundle::ensure(workspace)?;
        return run_tests(&mut command);
    }
    prepare(workspace, Step::Nextest)?;
    bundle::ensure(workspace)?;
    quiet(workspace, "build-tests", "building the server and the tests", &mut steps::build(workspace, compiler))?;
    if options.full {
        tools::ensure_for_full_run(workspace)?;
        command.env("PARLOR_TEST_FULL", "1");
    }
    // Kept until the run is over; stops and removes the cluster when dropped.
    let _cluster = if std::env::var_os("PARLOR_TEST_POSTGRES").is_some() {
        None
    } else {
        let cluster = Cluster::start(workspace)?;
        command.env("PARLOR_TEST_POSTGRES", cluster.url());
        Some(cluster)
    };
    run_tests(&mut command)
}

fn run_tests(command: &mut Command) -> Result<()> {
    say("running the tests");
    let status = command.status()?;
    if !status.success() {
        bail!("the test runner ended with {status}");
    }
    Ok(())
}
