//! OpenDocument (ISO/IEC 26300): text stands in paragraphs and headings themselves.

use super::{
    flow::{Flow, Paragraph, ParagraphKind},
    format::Format,
    styles::value,
};

/// Maximum number of repetitions of a cell.
const REPEATED: usize = 200;

/// Reads a document's XML.
#[derive(Default)]
pub(super) struct OpenDocument {
    /// Paragraphs and headings we are in: a frame has its own within one.
    paragraphs: Vec<Paragraph>,
    lists: usize,
    /// Number of repetitions of the current cell, by table.
    cells: Vec<usize>,
    tables: usize,
    is_spreadsheet: bool,
    in_title: bool,
}

impl OpenDocument {
    /// A sheet begins with its name; tables in a text have names that are not shown.
    fn table(&mut self, raw: &str, flow: &mut Flow) {
        let name = value(raw, "name").unwrap_or_default();
        if self.is_sheet(&name) {
            flow.paragraph(Paragraph { kind: ParagraphKind::Heading(2), text: name });
        }
        self.tables += 1;
        flow.begin_table();
    }

    fn is_sheet(&self, name: &str) -> bool {
        self.is_spreadsheet && self.tables == 0 && !name.is_empty()
    }

    fn write(&mut self, text: &str) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.text.push_str(text);
        }
    }
}

impl Format for OpenDocument {
    const LEFT_OUT: &[&str] = &["annotation", "tracked-changes", "note-citation", "forms", "notes"];

    fn begin(&mut self, name: &str, raw: &str, flow: &mut Flow) {
        match name {
            "h" => {
                let level = value(raw, "outline-level").and_then(|it| it.parse().ok()).unwrap_or(1);
                self.paragraphs.push(Paragraph { kind: ParagraphKind::Heading(level), text: String::new() });
            }
            "p" => {
                let kind = match self.lists {
                    _ if self.in_title => ParagraphKind::Heading(2),
                    0 => ParagraphKind::Paragraph,
                    depth => ParagraphKind::Item(depth - 1, None),
                };
                self.paragraphs.push(Paragraph { kind, text: String::new() });
            }
            "s" => {
                let count = value(raw, "c").and_then(|it| it.parse().ok()).unwrap_or(1_usize);
                self.write(&" ".repeat(count.min(100)));
            }
            "tab" => self.write("\t"),
            "line-break" => self.write("\n"),
            "list" => self.lists += 1,
            "frame" => self.in_title = value(raw, "class").is_some_and(|it| it == "title"),
            "spreadsheet" => self.is_spreadsheet = true,
            "table" => self.table(raw, flow),
            "table-cell" | "covered-table-cell" => {
                let times = value(raw, "number-columns-repeated").and_then(|it| it.parse().ok()).unwrap_or(1);
                self.cells.push(times);
                flow.begin_cell();
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str, flow: &mut Flow) {
        match name {
            "p" | "h" => {
                if let Some(paragraph) = self.paragraphs.pop() {
                    flow.paragraph(paragraph);
                }
            }
            "list" => self.lists = self.lists.saturating_sub(1),
            "frame" => self.in_title = false,
            "table-cell" | "covered-table-cell" => flow.end_cell(self.cells.pop().unwrap_or(1).min(REPEATED), true),
            "table-row" => flow.end_row(),
            "table" => {
                self.tables = self.tables.saturating_sub(1);
                flow.end_table();
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        self.write(text);
    }
}
