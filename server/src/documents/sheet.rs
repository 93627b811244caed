//! Spreadsheets: the displayed text of cells, each in its column, with one table for each sheet.

use std::{collections::HashMap, io::Cursor};

use calamine::{DataRef, ExcelDateTime, Reader as _, SheetVisible, Xlsx};
use ssfmt::{FormatOptions, NumberFormat};

use super::{csv, kept::Kept};
use crate::core::knowledge::document::Unreadable;

/// Maximum number of columns read from a sheet.
const COLUMNS: u32 = 200;
/// Maximum number of rows read from a sheet.
const ROWS: usize = 100_000;

/// The sheets that are shown, as Markdown, about as many characters as asked for.
pub(super) fn text(bytes: &[u8], kept: Kept<'_>) -> Result<String, Unreadable> {
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|_| Unreadable::Damaged)?;
    let mut writer = TableWriter::default();
    for sheet in shown(book.sheets_metadata()) {
        let mut cells = book.worksheet_cells_reader(&sheet).map_err(|_| Unreadable::Damaged)?;
        let mut shows = Shows::default();
        let mut rows = Rows::default();
        while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(|_| Unreadable::Damaged)? {
            if kept.stop.is_cancelled() {
                return Err(Unreadable::TooCostly);
            }
            let format = cells.styles().get(style).and_then(|style| style.number_format.as_ref());
            let text = shows.text(cell.get_value(), format.map(|format| format.format_code.as_str()));
            if !rows.put(cell.get_position(), text) || writer.out.len() + rows.bytes > kept.bytes() {
                break;
            }
        }
        if writer.sheet(&sheet, rows, kept) {
            break;
        }
    }
    Ok(writer.out)
}

fn shown(sheets: &[calamine::Sheet]) -> Vec<String> {
    sheets.iter().filter(|sheet| sheet.visible == SheetVisible::Visible).map(|sheet| sheet.name.clone()).collect()
}

/// Rows with anything in them, by their cells' columns.
#[derive(Default)]
struct Rows {
    filled: Vec<Vec<String>>,
    last: Option<u32>,
    bytes: usize,
}

impl Rows {
    /// False when there is no room for more rows.
    fn put(&mut self, (row, column): (u32, u32), text: String) -> bool {
        if text.is_empty() || column >= COLUMNS {
            return true;
        }
        if self.last != Some(row) {
            if self.filled.len() == ROWS {
                return false;
            }
            self.filled.push(vec![]);
            self.last = Some(row);
        }
        let Some(cells) = self.filled.last_mut() else { return true };
        let column = column as usize;
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        self.bytes += text.len() + 3;
        cells[column] = text;
        true
    }

    /// Without columns that are empty everywhere before the first.
    fn aligned(self) -> Vec<Vec<String>> {
        let first =
            self.filled.iter().filter_map(|row| row.iter().position(|cell| !cell.is_empty())).min().unwrap_or_default();
        self.filled.into_iter().map(|mut row| row.split_off(first.min(row.len()))).collect()
    }
}

#[derive(Default)]
struct TableWriter {
    out: String,
}

impl TableWriter {
    /// Writes a sheet; returns true once there is enough text.
    fn sheet(&mut self, name: &str, rows: Rows, kept: Kept<'_>) -> bool {
        let rows = rows.aligned();
        if !rows.is_empty() {
            let rows = rows.into_iter().map(|row| row.iter().map(|cell| kept.form.text(cell)).collect()).collect();
            let between = if self.out.is_empty() { "" } else { "\n\n" };
            let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
            self.out.extend([between, "## ", &kept.form.text(&name), "\n\n", csv::table(rows).trim_end()]);
        }
        self.out.len() > kept.bytes()
    }
}

/// The displayed text of cells.
#[derive(Default)]
struct Shows {
    formats: HashMap<String, Option<NumberFormat>>,
}

impl Shows {
    fn text(&mut self, value: &DataRef<'_>, format: Option<&str>) -> String {
        match value {
            DataRef::Int(number) => match i32::try_from(*number) {
                Ok(number) => self.number(f64::from(number), format),
                Err(_) => number.to_string(),
            },
            DataRef::Float(number) => self.number(*number, format),
            DataRef::String(text) => text.trim().to_owned(),
            DataRef::SharedString(text) => text.trim().to_owned(),
            DataRef::Bool(is) => truth(*is),
            DataRef::DateTime(time) => date(time, format),
            DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
            DataRef::Error(error) => error.to_string(),
            DataRef::Empty => String::new(),
        }
    }

    /// As its format shows it; plainly when it has none.
    fn number(&mut self, number: f64, format: Option<&str>) -> String {
        let plain = || plain(number);
        let Some(code) =
            format.filter(|code| !code.is_empty() && !code.eq_ignore_ascii_case("general") && *code != "@")
        else {
            return plain();
        };
        if !self.formats.contains_key(code) {
            self.formats.insert(code.to_owned(), NumberFormat::parse(code).ok());
        }
        let Some(Some(format)) = self.formats.get(code) else { return plain() };
        let text = format.format(number, &FormatOptions::default());
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        // A format may hide what it does not like (`;;;`), or show it as too wide.
        if text.contains(|c: char| c.is_ascii_digit()) { text } else { plain() }
    }
}

fn truth(is: bool) -> String {
    if is { "TRUE" } else { "FALSE" }.to_owned()
}

/// Fifteen digits, as spreadsheets count them.
fn plain(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return format!("{number:.0}");
    }
    let digits = format!("{number:.14e}");
    digits.parse::<f64>().map_or(digits, |rounded| rounded.to_string())
}

/// A date as ISO 8601 writes it: the same in every language.
fn date(time: &ExcelDateTime, format: Option<&str>) -> String {
    if time.is_duration() {
        let seconds = (time.as_f64() * 86_400.0).round();
        let (hours, rest) = ((seconds / 3_600.0).trunc(), seconds % 3_600.0);
        return format!("{hours:.0}:{:02.0}:{:02.0}", (rest / 60.0).trunc(), rest % 60.0);
    }
    let (year, month, day, hour, minute, second, milli) = time.to_ymd_hms_milli();
    let second = if milli >= 500 { second + 1 } else { second };
    let (minute, second) = if second >= 60 { (minute + 1, 0) } else { (minute, second) };
    let (hour, minute) = if minute >= 60 { (hour + 1, 0) } else { (hour, minute) };
    let clock =
        if second == 0 { format!("{hour:02}:{minute:02}") } else { format!("{hour:02}:{minute:02}:{second:02}") };
    let has_day = time.as_f64() >= 1.0;
    let shows_clock = format.is_some_and(|format| {
        let format = format.to_lowercase();
        format.contains('h') || format.contains('s')
    });
    match (has_day, shows_clock || time.as_f64().fract() > 0.0) {
        (true, false) => format!("{year:04}-{month:02}-{day:02}"),
        (true, true) => format!("{year:04}-{month:02}-{day:02} {clock}"),
        (false, _) => clock,
    }
}
