//! Paragraphs, lists and tables as they come, written as Markdown.

use crate::documents::{csv, markup, text::TextForm};

/// Maximum number of columns in a table.
const COLUMNS: usize = 200;
/// Headers and footers are the same on many pages.
const REPEATED: usize = 400;

/// The kind of a paragraph.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum ParagraphKind {
    #[default]
    Paragraph,
    /// A heading of this level, from 1.
    Heading(usize),
    /// An item of a list, with its depth and its number.
    Item(usize, Option<usize>),
    /// All of it in bold type.
    Bold,
}

/// A paragraph that is being read.
#[derive(Default)]
pub(super) struct Paragraph {
    pub(super) kind: ParagraphKind,
    pub(super) text: String,
}

#[derive(Default)]
struct Table {
    rows: Vec<Vec<String>>,
    row: Vec<String>,
    cell: Option<String>,
}

/// Writes a document.
pub(super) struct Flow {
    form: TextForm,
    /// Number of bytes after which reading stops.
    most: usize,
    out: String,
    /// Tables we are in, the innermost last.
    tables: Vec<Table>,
    /// Bytes in them.
    in_tables: usize,
    /// The last block was an item.
    in_list: bool,
    /// The beginning of the part.
    part: usize,
    /// Short parts so far.
    parts: Vec<String>,
}

impl Flow {
    pub(super) fn new(form: TextForm, most: usize) -> Self {
        Self { form, most, out: String::new(), tables: vec![], in_tables: 0, in_list: false, part: 0, parts: vec![] }
    }

    pub(super) fn is_full(&self) -> bool {
        self.out.len() + self.in_tables > self.most
    }

    pub(super) fn finish(self) -> String {
        self.out.trim().to_owned()
    }

    /// A part of the document ends; one that says the same as another is left out.
    pub(super) fn end_part(&mut self) {
        while !self.tables.is_empty() {
            self.end_table();
        }
        let part = self.out[self.part..].trim().to_owned();
        if part.len() <= REPEATED && self.parts.contains(&part) {
            self.out.truncate(self.part);
        } else if part.len() <= REPEATED {
            self.parts.push(part);
        }
        self.part = self.out.len();
        self.in_list = false;
    }

    pub(super) fn paragraph(&mut self, paragraph: Paragraph) {
        let Paragraph { kind, text } = paragraph;
        let lines: Vec<String> =
            text.split('\n').map(|line| self.form.text(line.trim())).filter(|it| !it.is_empty()).collect();
        if let Some(cell) = self.tables.last_mut().and_then(|table| table.cell.as_mut()) {
            for line in lines {
                if !cell.is_empty() {
                    cell.push(' ');
                }
                cell.push_str(&line);
            }
            return;
        }
        if lines.is_empty() {
            return;
        }
        let (between, is_plain) = if self.form == TextForm::Plain { ("\n", true) } else { ("\\\n", false) };
        let paragraphs = || lines.iter().map(|line| self.form.paragraph(line)).collect::<Vec<_>>().join(between);
        let block = match kind {
            ParagraphKind::Heading(level) => format!("{} {}", "#".repeat(level.clamp(1, 6)), lines.join(" ")),
            ParagraphKind::Item(depth, number) => {
                let mark = number.map_or_else(|| "- ".to_owned(), |number| format!("{number}. "));
                format!("{}{mark}{}", " ".repeat(depth.min(6) * 3), lines.join(" "))
            }
            ParagraphKind::Bold if !is_plain && lines.len() == 1 => format!("**{}**", lines[0]),
            ParagraphKind::Paragraph | ParagraphKind::Bold => paragraphs(),
        };
        self.block(&block, matches!(kind, ParagraphKind::Item(..)));
    }

    fn block(&mut self, block: &str, is_item: bool) {
        if !self.out.is_empty() {
            self.out.push_str(if is_item && self.in_list { "\n" } else { "\n\n" });
        }
        self.in_list = is_item;
        self.out.push_str(block);
    }

    pub(super) fn begin_table(&mut self) {
        self.tables.push(Table::default());
    }

    pub(super) fn begin_cell(&mut self) {
        if let Some(table) = self.tables.last_mut() {
            table.cell = Some(String::new());
        }
    }

    /// Ends the cell, which takes this number of columns and is repeated in each of them or written in the first only.
    pub(super) fn end_cell(&mut self, columns: usize, in_each: bool) {
        let Some(table) = self.tables.last_mut() else { return };
        let text = table.cell.take().unwrap_or_default();
        for column in 0..columns.min(COLUMNS.saturating_sub(table.row.len())) {
            self.in_tables += if column == 0 || in_each { text.len() + 1 } else { 1 };
            table.row.push(if column == 0 || in_each { text.clone() } else { String::new() });
        }
    }

    /// The cell is the one above it.
    pub(super) fn end_merged_cell(&mut self, columns: usize) {
        if let Some(table) = self.tables.last_mut() {
            let above = table.rows.last().and_then(|row| row.get(table.row.len())).cloned();
            table.cell = above.or_else(|| table.cell.take());
        }
        self.end_cell(columns, false);
    }

    pub(super) fn end_row(&mut self) {
        if let Some(table) = self.tables.last_mut() {
            let row = std::mem::take(&mut table.row);
            if row.iter().any(|cell| !cell.is_empty()) {
                table.rows.push(row);
            }
        }
    }

    pub(super) fn end_table(&mut self) {
        let Some(mut table) = self.tables.pop() else { return };
        if self.tables.is_empty() {
            self.in_tables = 0;
        }
        if !table.row.is_empty() {
            table.rows.push(table.row);
        }
        if let Some(cell) = self.tables.last_mut().and_then(|outer| outer.cell.as_mut()) {
            // A table in a cell is said on its line.
            let rows = table
                .rows
                .iter()
                .map(|row| row.iter().filter(|cell| !cell.is_empty()).cloned().collect::<Vec<_>>().join(" "));
            for row in rows {
                cell.push_str(if cell.is_empty() { "" } else { "; " });
                cell.push_str(&row);
            }
        } else if table.rows.iter().all(|row| row.iter().filter(|cell| !cell.is_empty()).count() < 2) {
            // It arranges paragraphs.
            for cell in table.rows.into_iter().flatten().filter(|cell| !cell.is_empty()) {
                let cell = markup::paragraph(&cell);
                self.block(&cell, false);
            }
        } else {
            let text = csv::table(table.rows);
            self.block(text.trim_end(), false);
        }
    }
}
