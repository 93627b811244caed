//! axe: finds what keeps people out.

use anyhow::{Context, Result};
use serde::Deserialize;

use super::{Browser, library};

/// Results of axe for a page.
#[derive(Deserialize, Debug)]
pub struct Report {
    /// Number of rules it ran.
    pub rules: usize,
    /// Violations: the rule, the severity, the place.
    pub findings: Vec<String>,
    /// Cases that axe could not decide: the rule and the place. A person has to check them.
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

impl Browser {
    /// Runs all of axe's rules over the page as it is now.
    ///
    /// # Errors
    /// When axe is not installed: a test that cannot look must not pass.
    pub async fn axe(&self) -> Result<Report> {
        if !self.eval::<bool>("return typeof axe === 'object'", Vec::new()).await? {
            self.eval::<()>(&library("axe-core/axe.min.js")?, Vec::new()).await.context("loading axe")?;
        }
        self.wait_for(RUN).await
    }
}
