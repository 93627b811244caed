//! Tables of a page as rows of cells.

use dom_query::NodeRef;

use super::element::tag;
use crate::documents::markup;

/// Maximum number of columns, and of rows, that a cell spans: the limits of browsers would allow a page to fill memory.
const SPAN: usize = 50;
/// Maximum number of cells in a table; the rest is left out.
const CELLS: usize = 200_000;

/// Writes the content of a cell.
type CellText<'a> = &'a dyn Fn(&NodeRef<'_>) -> String;

/// A table as Markdown; `None` when it only arranges the page.
pub(super) fn table(table: &NodeRef<'_>, cell_text: CellText<'_>) -> Option<String> {
    let rows: Vec<NodeRef<'_>> = rows(table);
    let arranges = table.attr("role").is_some_and(|role| matches!(&*role, "presentation" | "none"))
        || table.descendants_it().any(|it| it.has_name("table"));
    if arranges || rows.is_empty() {
        return None;
    }
    let grid = grid(&rows, cell_text);
    if grid.iter().all(|row| row.iter().filter(|cell| !cell.is_empty()).count() < 2) {
        return None;
    }
    Some(written(&rows, grid))
}

/// Its own rows, in their order, head first.
fn rows<'a>(table: &NodeRef<'a>) -> Vec<NodeRef<'a>> {
    let mut rows = vec![];
    for part in table.children_it(false) {
        match tag(&part).as_str() {
            "tr" => rows.push(part),
            "thead" | "tbody" | "tfoot" => rows.extend(part.children_it(false).filter(|it| it.has_name("tr"))),
            _ => {}
        }
    }
    rows
}

/// Places cells in their columns. A cell that spans rows is repeated in each row; one that spans columns is in the
/// first.
fn grid(rows: &[NodeRef<'_>], cell_text: CellText<'_>) -> Vec<Vec<String>> {
    let mut grid = vec![];
    // By column: how many more rows it spans, and its text.
    let mut spanning: Vec<(usize, String)> = vec![];
    let mut cells = 0;
    for row in rows {
        let mut line = vec![];
        let own = row.children_it(false).filter(|it| it.has_name("td") || it.has_name("th"));
        for cell in own {
            from_above(&mut line, &mut spanning);
            let text = cell_text(&cell);
            let (columns, below) = (span(&cell, "colspan"), span(&cell, "rowspan"));
            for column in 0..columns {
                let text = if column == 0 { text.clone() } else { String::new() };
                let at = line.len();
                if spanning.len() <= at {
                    spanning.resize(at + 1, (0, String::new()));
                }
                spanning[at] = (below - 1, if below > 1 { text.clone() } else { String::new() });
                line.push(text);
            }
        }
        from_above(&mut line, &mut spanning);
        cells += line.len();
        if cells > CELLS {
            break;
        }
        grid.push(line);
    }
    grid
}

fn from_above(line: &mut Vec<String>, spanning: &mut [(usize, String)]) {
    while let Some((left, text)) = spanning.get_mut(line.len()).filter(|(left, _)| *left > 0) {
        *left -= 1;
        line.push(text.clone());
    }
}

fn span(cell: &NodeRef<'_>, name: &str) -> usize {
    cell.attr(name).and_then(|span| span.trim().parse().ok()).map_or(1, |span: usize| span.clamp(1, SPAN))
}

fn written(rows: &[NodeRef<'_>], mut grid: Vec<Vec<String>>) -> String {
    let names_columns = |row: &NodeRef<'_>| {
        let in_head = row.parent().is_some_and(|parent| parent.has_name("thead"));
        let cells = || row.children_it(false).filter(|it| it.has_name("td") || it.has_name("th"));
        in_head || cells().filter(|it| it.has_name("th")).count() * 2 > cells().count()
    };
    let heads = rows.iter().take(grid.len()).take_while(|row| names_columns(row)).count();
    if heads == 0 && grid.iter().all(|row| row.len() <= 2) {
        return grid.iter().map(|row| named(row)).collect::<Vec<_>>().join("\n");
    }
    match heads {
        0 => grid.insert(0, vec![]),
        1 => {}
        _ if heads == grid.len() => {}
        // Several rows name the columns together.
        _ => {
            let below: Vec<Vec<String>> = grid.drain(1..heads).collect();
            for row in below {
                for (at, cell) in row.into_iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                    if grid[0].len() <= at {
                        grid[0].resize(at + 1, String::new());
                    }
                    if grid[0][at] != cell {
                        let name = &mut grid[0][at];
                        name.push_str(if name.is_empty() { "" } else { " " });
                        name.push_str(&cell);
                    }
                }
            }
        }
    }
    markup::table(&grid)
}

/// A row of a table without a head, whose first cell names the second.
fn named(row: &[String]) -> String {
    match row {
        [name, value] if !name.is_empty() && !value.is_empty() => {
            let colon = if name.ends_with([':', '：', '?', '？']) { "" } else { ":" };
            format!("- {name}{colon} {value}")
        }
        row => format!("- {}", row.join(" ").trim()),
    }
}
