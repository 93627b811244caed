//! Tables as text: separated by commas, semicolons, tabs or bars.

use csv::{ReaderBuilder, Trim};

use super::markup;

const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Number of records used to detect the separator.
const TELLING: usize = 20;

/// The table as Markdown; its first row is its head.
pub(super) fn to_markdown(text: &str) -> String {
    let (separator, text) = declared(text).unwrap_or_else(|| (separator(text), text));
    let rows: Vec<Vec<String>> =
        records(text, separator).filter(|row| row.iter().any(|cell| !cell.is_empty())).collect();
    let rows: Vec<Vec<String>> =
        rows.into_iter().map(|row| row.iter().map(|cell| markup::escaped(cell)).collect()).collect();
    table(rows)
}

/// A table with its columns that are empty everywhere left out; rows of one cell above it are paragraphs.
pub(super) fn table(mut rows: Vec<Vec<String>>) -> String {
    let width = |row: &Vec<String>| row.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
    let columns = rows.iter().map(width).max().unwrap_or_default();
    for row in &mut rows {
        row.truncate(columns);
    }
    let filled = |row: &Vec<String>| row.iter().filter(|cell| !cell.is_empty()).count();
    // A title above the head of a table is not its head.
    let above = if columns < 2 { rows.len() } else { rows.iter().take_while(|row| filled(row) < 2).count() };
    let below = rows.split_off(above);
    let mut out: Vec<String> = rows
        .iter()
        .map(|row| row.iter().find(|cell| !cell.is_empty()).map_or_else(String::new, |it| markup::paragraph(it)))
        .collect();
    if columns < 2 {
        out = out.into_iter().map(|line| format!("- {line}")).collect();
        return out.join("\n");
    }
    if !below.is_empty() {
        out.push(markup::table(&below));
    }
    out.join("\n\n")
}

/// Excel's own line that names the separator: `sep=;`.
fn declared(text: &str) -> Option<(u8, &str)> {
    let rest = text.strip_prefix("sep=").or_else(|| text.strip_prefix("SEP="))?;
    let separator = *rest.as_bytes().first()?;
    let (line, below) = rest.split_once('\n')?;
    (line.trim_end_matches('\r').len() == 1 && separator.is_ascii()).then_some((separator, below))
}

/// The one that cuts the most records into the same number of fields.
fn separator(text: &str) -> u8 {
    let judged = |separator: u8| {
        let counts: Vec<usize> = records(text, separator).take(TELLING).map(|row| row.len()).collect();
        let first = counts.first().copied().unwrap_or_default();
        let alike = counts.iter().filter(|count| **count == first && first > 1).count();
        (alike, first)
    };
    let best = SEPARATORS.into_iter().rev().max_by_key(|separator| judged(*separator));
    best.unwrap_or(b',')
}

fn records(text: &str, separator: u8) -> impl Iterator<Item = Vec<String>> {
    let reader = ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(text.as_bytes());
    // Text is always a record, however it is quoted.
    reader.into_records().map_while(Result::ok).map(|record| record.iter().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_found() {
        for text in [
            "a,b;c,d\n1,2;3,4\n",
            "a\tb\tc\n1\t2,5\t3\n",
            "a;b;c\n1,5;2,5;3,5\n",
            "a|b\n1|2\n",
            "sep=;\na;b,c\n1;2\n",
            "\"x, y\";b\n\"1;2\";3\n",
        ] {
            let table = to_markdown(text);
            assert!(table.lines().nth(1).unwrap().starts_with("| --- | ---"), "{text:?}: {table}");
        }
        assert_eq!(to_markdown("Name;Qty\r\nTea;5\r\n;7\r\n"), "| Name | Qty |\n| --- | --- |\n| Tea | 5 |\n| | 7 |\n");
    }

    #[test]
    fn titles_above_and_empty_columns_are_no_columns() {
        assert_eq!(
            to_markdown("Prices,,\n,,\nTea,5,\nPot,9,\n"),
            "Prices\n\n| Tea | 5 |\n| --- | --- |\n| Pot | 9 |\n"
        );
        assert_eq!(to_markdown("one\ntwo\n"), "- one\n- two");
        assert_eq!(
            to_markdown("a,\"b\nc\",d\n1,\"x\"\"y\",2"),
            "| a | b c | d |\n| --- | --- | --- |\n| 1 | x\"y | 2 |\n"
        );
    }
}
