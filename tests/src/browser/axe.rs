//! axe: finds what keeps people out.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Deserialize;

use super::Browser;

/// What axe found on a page.
#[derive(Deserialize, Debug)]
pub struct Report {
    /// How many rules it ran.
    pub rules: usize,
    /// What is wrong: the rule, how bad, where.
    pub findings: Vec<String>,
    /// What it could not decide: the rule and where. People have to look.
    pub undecided: Vec<String>,
}

const RUN: &str = "
    const found = await axe.run(document);
    const told = (results) => results.flatMap((rule) => rule.nodes.map((node) =>
        [rule.id, rule.impact, node.target.flat(9).join(' >>> '), node.failureSummary ?? ''].join(' | ')));
    return {
        rules: found.passes.length + found.violations.length + found.incomplete.length + found.inapplicable.length,
        findings: told(found.violations),
        undecided: told(found.incomplete),
    }";

/// Where axe is: `PARLOR_AXE`, else where `cargo xtask tools` puts it.
fn path() -> PathBuf {
    let installed = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tools/node_modules/axe-core/axe.min.js");
    std::env::var_os("PARLOR_AXE").map_or_else(installed, PathBuf::from)
}

impl Browser {
    /// Runs all of axe's rules over the page as it is now.
    ///
    /// # Errors
    /// When axe is not installed: a test that cannot look must not pass.
    pub async fn axe(&self) -> Result<Report> {
        if !self.eval::<bool>("return typeof axe === 'object'", Vec::new()).await? {
            let path = path();
            let source = std::fs::read_to_string(&path).with_context(|| {
                format!("{} is missing: run `cargo xtask tools`, or set PARLOR_AXE", path.display())
            })?;
            self.eval::<()>(&source, Vec::new()).await.context("loading axe")?;
        }
        self.wait_for(RUN).await
    }
}
