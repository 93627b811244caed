//! Results, for people and for programs.

use std::fmt;

use serde::Serialize;

/// One thing that was tried.
#[derive(Clone, Debug, Serialize)]
pub struct Case {
    /// Documentation page that defines the case.
    pub page: &'static str,
    /// The endpoint: method and path.
    pub endpoint: &'static str,
    /// The case that was tried.
    pub case: String,
    /// Its outcome.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// Outcome of a case.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// As the page says.
    Ok,
    /// Not as the page says.
    Differs {
        /// The differences: expected and actual values.
        differences: Vec<String>,
    },
    /// Cannot be brought about over HTTP.
    NotReachable {
        /// The means that would be necessary.
        needs: String,
    },
}

/// All cases, in the order they were tried.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// The server.
    pub url: String,
    /// The cases that were tried.
    pub cases: Vec<Case>,
    /// Objects the kit made and could not remove.
    pub left_behind: Vec<String>,
}

impl Report {
    /// The cases that are not as their page says.
    pub fn differing(&self) -> Vec<&Case> {
        self.cases.iter().filter(|case| matches!(case.outcome, Outcome::Differs { .. })).collect()
    }

    /// The cases that could not be brought about.
    pub fn not_reached(&self) -> Vec<&Case> {
        self.cases.iter().filter(|case| matches!(case.outcome, Outcome::NotReachable { .. })).collect()
    }

    /// Cases as the pages say in a hundred, rounded down: only when there is nothing else are there a hundred.
    pub fn percent(&self) -> usize {
        percent(self.cases.iter())
    }

    /// The pages, in the order they were tried.
    fn pages(&self) -> Vec<&'static str> {
        let mut pages = Vec::new();
        for case in &self.cases {
            if !pages.contains(&case.page) {
                pages.push(case.page);
            }
        }
        pages
    }

    fn endpoint_width(&self) -> usize {
        self.cases.iter().map(|case| case.endpoint.len()).max().unwrap_or_default()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.endpoint_width();
        for case in &self.cases {
            write!(f, "{:<11}{:<width$}  {:<60} ", case.page, case.endpoint, case.case)?;
            writeln!(f, "{}", case.outcome)?;
        }
        for left in &self.left_behind {
            writeln!(f, "left behind: {left}")?;
        }
        writeln!(f)?;
        for page in self.pages() {
            let of_page = || self.cases.iter().filter(move |case| case.page == page);
            writeln!(f, "{page:<11}{:>4} cases  {:>3} %", of_page().count(), percent(of_page()))?;
        }
        let (all, differing, unreached) = (self.cases.len(), self.differing().len(), self.not_reached().len());
        let ok = all - differing - unreached;
        let percent = self.percent();
        write!(f, "{all} cases: {ok} ok, {differing} differ, {unreached} not reachable from outside: {percent} %")
    }
}

fn percent<'a>(cases: impl Iterator<Item = &'a Case>) -> usize {
    let (ok, all) = cases.fold((0, 0), |(ok, all), case| (ok + usize::from(case.outcome == Outcome::Ok), all + 1));
    (ok * 100).checked_div(all).unwrap_or_default()
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ok => f.write_str("ok"),
            Self::NotReachable { needs } => write!(f, "not reachable from outside: {needs}"),
            Self::Differs { differences } => {
                f.write_str("differs")?;
                differences.iter().try_for_each(|difference| write!(f, "\n    {difference}"))
            }
        }
    }
}
