//! The arguments of `cargo xtask test`.

use anyhow::{Context, Result, bail};

use super::steps::Step;

/// What to run.
#[derive(Default, Debug)]
pub(super) struct Options {
    /// The steps asked for; empty for all.
    only: Vec<Step>,
    /// Tests run with their large budgets, and those that only run then.
    pub(super) full: bool,
    /// Handed to nextest.
    pub(super) nextest: Vec<String>,
}

impl Options {
    pub(super) fn parse(rest: &[String]) -> Result<Self> {
        let mut options = Self::default();
        let mut args = rest.iter();
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--" => options.nextest.extend(args.by_ref().cloned()),
                "--only" => options.only.push(Step::named(args.next().context("--only needs a step's name")?)?),
                "--full" => options.full = true,
                "--filter" => options.filter(args.next().context("--filter needs an expression")?),
                unknown => bail!("`cargo xtask test` does not know {unknown:?}; see `cargo xtask test --help`"),
            }
        }
        Ok(options)
    }

    fn filter(&mut self, expression: &str) {
        self.only.push(Step::Nextest);
        self.nextest.extend(["-E".to_owned(), expression.to_owned()]);
    }

    /// Whether `step` is to run.
    pub(super) fn wants(&self, step: Step) -> bool {
        self.only.is_empty() || self.only.contains(&step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(args: &[&str]) -> Result<Options> {
        Options::parse(&args.iter().map(|arg| (*arg).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn all_steps_unless_some_are_named() {
        assert!(Step::ALL.into_iter().all(|step| parse(&[]).unwrap().wants(step)));
        let some = parse(&["--only", "fmt", "--only", "doc"]).unwrap();
        assert!(some.wants(Step::Fmt) && some.wants(Step::Doc) && !some.wants(Step::Nextest));
    }

    #[test]
    fn a_filter_means_nextest_only() {
        let options = parse(&["--filter", "test(sse)", "--", "--no-capture"]).unwrap();
        assert!(options.wants(Step::Nextest) && !options.wants(Step::Clippy));
        assert_eq!(options.nextest, ["-E", "test(sse)", "--no-capture"]);
    }

    #[test]
    fn full_goes_with_everything_else() {
        assert!(!parse(&["--only", "nextest"]).unwrap().full);
        let options = parse(&["--full", "--filter", "binary(schema)"]).unwrap();
        assert!(options.full && options.wants(Step::Nextest) && !options.wants(Step::Fmt));
        assert!(parse(&["--full"]).unwrap().wants(Step::Fmt));
    }

    #[test]
    fn typing_errors_are_told() {
        assert!(parse(&["--fitler", "x"]).is_err());
        assert!(parse(&["--only", "nothing"]).is_err());
        assert!(parse(&["--only"]).is_err());
    }
}
