//! The arguments of `cargo xtask test`.

use anyhow::{Context, Result, bail};

use super::steps::Step;

/// The tests of `--quick`: unit tests, the contract of storage on SQLite, the APIs, the source's rules.
const QUICK: &str = "(kind(lib) | kind(bin) | binary(layering) | binary(api) | (binary(server) & test(/^store::/))) \
    - test(/(?i)postgres/) - test(/hostile|naughty/) - test(/^schema::|sdk::|^openapi::clients/)";

/// Options of a test run.
#[derive(Default, Debug)]
pub(super) struct Options {
    /// The requested steps; empty for all.
    only: Vec<Step>,
    /// True if tests run with their large budgets, together with tests that run only then.
    pub(super) full: bool,
    /// True if only the tests for daily work run: no browser, no PostgreSQL, no kills.
    pub(super) quick: bool,
    /// Arguments passed to nextest.
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
                "--quick" => options.quick(),
                "--filter" => options.filter(args.next().context("--filter needs an expression")?),
                unknown => bail!("`cargo xtask test` does not know {unknown:?}; see `cargo xtask test --help`"),
            }
        }
        Ok(options)
    }

    fn quick(&mut self) {
        self.quick = true;
        self.filter(QUICK);
    }

    fn filter(&mut self, expression: &str) {
        self.only.push(Step::Nextest);
        self.nextest.extend(["-E".to_owned(), expression.to_owned()]);
    }

    /// Returns true if the lints are checked by the compilation that the tests need anyway.
    pub(super) fn lints_with_tests(&self) -> bool {
        self.wants(Step::Clippy) && self.wants(Step::Nextest)
    }

    /// Returns true if `step` is to be run.
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
        let options = parse(&["--full", "--filter", "test(schema)"]).unwrap();
        assert!(options.full && options.wants(Step::Nextest) && !options.wants(Step::Fmt));
        assert!(parse(&["--full"]).unwrap().wants(Step::Fmt));
    }

    #[test]
    fn quick_is_a_filter() {
        let options = parse(&["--quick"]).unwrap();
        assert!(options.quick && options.wants(Step::Nextest) && !options.wants(Step::Clippy));
        assert_eq!(options.nextest, ["-E", QUICK]);
    }

    #[test]
    fn typing_errors_are_told() {
        assert!(parse(&["--fitler", "x"]).is_err());
        assert!(parse(&["--only", "nothing"]).is_err());
        assert!(parse(&["--only"]).is_err());
    }
}
