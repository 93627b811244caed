//! The printed table: each figure beside its goal.

use std::fmt;

/// The figures so far.
#[derive(Default)]
pub(super) struct Table {
    lines: Vec<Line>,
}

struct Line {
    what: String,
    /// In each language.
    cells: Vec<f64>,
    measured: String,
    goal: String,
    missed: bool,
}

/// The goal of a figure.
#[derive(Clone, Copy)]
pub(super) enum Goal {
    /// At least this value.
    AtLeast(f64),
    /// At most this value.
    AtMost(f64),
    /// Something to compare with.
    None,
}

impl Goal {
    fn is_met(self, measured: f64) -> bool {
        match self {
            Self::AtLeast(least) => measured >= least,
            Self::AtMost(most) => measured <= most,
            Self::None => true,
        }
    }

    fn written(self, unit: &str) -> String {
        match self {
            Self::AtLeast(least) => format!(">= {least} {unit}"),
            Self::AtMost(most) => format!("<= {most} {unit}"),
            Self::None => String::new(),
        }
    }
}

impl Table {
    /// A part begins.
    pub(super) fn part(&mut self, title: &str) {
        self.push(format!("\n{title}"), Vec::new(), String::new(), String::new(), false);
    }

    /// One figure.
    pub(super) fn figure(&mut self, what: &str, measured: f64, unit: &str, goal: Goal) {
        let missed = !goal.is_met(measured);
        self.push(what.to_owned(), Vec::new(), format!("{measured:.1} {unit}"), goal.written(unit), missed);
    }

    /// Shares in several languages, in percent, and their mean. `each`: the goal in every language.
    pub(super) fn shares(&mut self, what: &str, cells: &[f64], mean: Goal, each: Goal) {
        let of = mean_of(cells);
        let missed = !mean.is_met(of) || !cells.iter().all(|cell| each.is_met(*cell));
        let goals = [(mean, "%"), (each, "% each")].map(|(goal, unit)| goal.written(unit));
        let goal = goals.into_iter().filter(|goal| !goal.is_empty()).collect::<Vec<_>>().join(", ");
        self.push(what.to_owned(), cells.to_vec(), format!("{of:.1} %"), goal, missed);
    }

    /// The figure of a part cannot be had here.
    pub(super) fn left_out(&mut self, what: &str, why: &str) {
        self.push(format!("{what}: not measured: {why}"), Vec::new(), String::new(), String::new(), false);
    }

    fn push(&mut self, what: String, cells: Vec<f64>, measured: String, goal: String, missed: bool) {
        self.lines.push(Line { what, cells, measured, goal, missed });
    }

    /// The goals that were not reached.
    pub(super) fn missed(&self) -> Option<String> {
        let missed = self.lines.iter().filter(|line| line.missed);
        let named: Vec<String> =
            missed.map(|line| format!("{}: {} (goal {})", line.what, line.measured, line.goal)).collect();
        (!named.is_empty()).then(|| named.join("; "))
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.lines {
            if line.measured.is_empty() {
                writeln!(f, "{}", line.what)?;
                continue;
            }
            let cells: Vec<String> = line.cells.iter().map(|cell| format!("{cell:>7.1}")).collect();
            let cells = cells.concat();
            let verdict = match (line.missed, line.goal.is_empty()) {
                (_, true) => "",
                (true, _) => "MISSED",
                (false, _) => "ok",
            };
            let text = format!("{:<58}{cells:<43}{:>12}   {:<24}{verdict}", line.what, line.measured, line.goal);
            writeln!(f, "{}", text.trim_end())?;
        }
        Ok(())
    }
}

/// The mean.
#[expect(clippy::cast_precision_loss, reason = "a few languages")]
pub(super) fn mean_of(cells: &[f64]) -> f64 {
    cells.iter().sum::<f64>() / cells.len().max(1) as f64
}
