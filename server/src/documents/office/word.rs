//! Word and PowerPoint (ECMA-376): runs of text in paragraphs, which may be within cells, shapes and each other.

use super::{
    flow::{Flow, Paragraph, ParagraphKind},
    format::Format,
    styles::{Properties, Styles, number, value},
};

/// Reads a document's XML.
pub(super) struct Word {
    styles: Styles,
    /// Paragraphs we are in: a text box has its own within one.
    paragraphs: Vec<Open>,
    in_text: bool,
    in_run_properties: bool,
    in_title: bool,
    cells: Vec<Cell>,
}

#[derive(Default)]
struct Open {
    text: String,
    properties: Properties,
    /// Some text is not in bold type.
    is_light: bool,
    /// The run we are in is in bold type.
    is_bold: bool,
}

/// The columns a cell spans, and whether it continues the one above.
struct Cell {
    columns: usize,
    is_merged: bool,
}

impl Word {
    pub(super) fn new(styles: Styles) -> Self {
        Self { styles, paragraphs: vec![], in_text: false, in_run_properties: false, in_title: false, cells: vec![] }
    }

    fn property(&mut self, name: &str, raw: &str) {
        match name {
            "gridSpan" => {
                if let (Some(cell), Some(columns)) = (self.cells.last_mut(), number(raw)) {
                    cell.columns = columns.max(1);
                }
            }
            "vMerge" => {
                if let Some(cell) = self.cells.last_mut() {
                    cell.is_merged = value(raw, "val").is_none_or(|it| it != "restart");
                }
            }
            _ => {
                let in_run = self.in_run_properties;
                let Some(open) = self.paragraphs.last_mut() else { return };
                match name {
                    "pStyle" => open.properties.style = value(raw, "val"),
                    "outlineLvl" => open.properties.outline = number(raw),
                    "numId" => open.properties.list = value(raw, "val"),
                    "ilvl" => open.properties.depth = number(raw).unwrap_or_default(),
                    "r" => open.is_bold = false,
                    "b" if in_run => {
                        open.is_bold = value(raw, "val").is_none_or(|it| !matches!(it.as_str(), "0" | "false"));
                    }
                    "rPr" => self.in_run_properties = true,
                    _ => {}
                }
            }
        }
    }

    fn write(&mut self, text: &str) {
        if let Some(open) = self.paragraphs.last_mut() {
            open.text.push_str(text);
        }
    }
}

impl Format for Word {
    /// Text that was deleted or moved away, and text for old programs.
    const LEFT_OUT: &[&str] = &["Fallback", "del", "moveFrom", "instrText"];

    fn begin(&mut self, name: &str, raw: &str, flow: &mut Flow) {
        match name {
            "p" => self.paragraphs.push(Open::default()),
            "t" => self.in_text = true,
            "tab" if !self.in_text => self.write("\t"),
            "br" | "cr" => self.write("\n"),
            "noBreakHyphen" => self.write("-"),
            "tbl" => flow.begin_table(),
            "tc" => {
                self.cells
                    .push(Cell { columns: spans(raw), is_merged: value(raw, "vMerge").is_some_and(|it| it == "1") });
                flow.begin_cell();
            }
            "sp" => self.in_title = false,
            "ph" => self.in_title = value(raw, "type").is_some_and(|it| it == "title" || it == "ctrTitle"),
            _ => self.property(name, raw),
        }
    }

    fn end(&mut self, name: &str, flow: &mut Flow) {
        match name {
            "t" => self.in_text = false,
            "rPr" => self.in_run_properties = false,
            "p" => {
                let Some(open) = self.paragraphs.pop() else { return };
                let mut kind = self.styles.kind(&open.properties);
                if self.in_title {
                    kind = ParagraphKind::Heading(2);
                } else if kind == ParagraphKind::Paragraph && !open.is_light {
                    kind = ParagraphKind::Bold;
                }
                flow.paragraph(Paragraph { kind, text: open.text });
            }
            "tc" => match self.cells.pop() {
                Some(Cell { columns, is_merged: true }) => flow.end_merged_cell(columns),
                cell => flow.end_cell(cell.map_or(1, |cell| cell.columns), false),
            },
            "tr" => flow.end_row(),
            "tbl" => flow.end_table(),
            "sp" => self.in_title = false,
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_text {
            self.write(text);
            if let Some(open) = self.paragraphs.last_mut() {
                open.is_light |= !open.is_bold && !text.trim().is_empty();
            }
        }
    }
}

/// In PowerPoint, the cell itself has the number of columns it takes.
fn spans(raw: &str) -> usize {
    value(raw, "gridSpan").and_then(|it| it.parse().ok()).map_or(1, |it: usize| it.max(1))
}
