//! Chemistry as mhchem writes it: `2H2 + O2 -> 2H2O`, `SO4^2-`, `^{227}_{90}Th+`.

/// Arrows, longest first.
const ARROWS: &[(&str, &str)] = &[
    ("<=>>", "\\rightleftharpoons "),
    ("<<=>", "\\rightleftharpoons "),
    ("<-->", "\\rightleftarrows "),
    ("<=>", "\\rightleftharpoons "),
    ("<->", "\\leftrightarrow "),
    ("->", "\\rightarrow "),
    ("<-", "\\leftarrow "),
];

/// The formula in LaTeX.
pub(super) fn formula(text: &str) -> String {
    let mut translator = ChemistryTranslator { out: String::new(), rest: text.trim(), after: After::Start };
    while translator.step() {}
    translator.out
}

/// The kind of thing that was written last.
#[derive(Clone, Copy, PartialEq)]
enum After {
    /// Nothing, white space or an arrow: a number counts molecules.
    Start,
    /// A symbol or a closing bracket: a number is a subscript, a sign a charge.
    Symbol,
    /// Such a count.
    Count,
}

struct ChemistryTranslator<'t> {
    out: String,
    rest: &'t str,
    after: After,
}

impl ChemistryTranslator<'_> {
    fn step(&mut self) -> bool {
        let Some(first) = self.rest.chars().next() else { return false };
        if self.arrow() {
            return true;
        }
        match first {
            c if c.is_whitespace() => self.space(),
            c if c.is_ascii_digit() => self.digits(),
            c if c.is_alphabetic() => self.symbol(),
            '^' | '_' => self.script(first),
            '+' | '-' => self.sign(first),
            ')' | ']' => self.push(first, After::Symbol),
            '=' => self.bond("{=}"),
            '#' => self.bond("{\\equiv}"),
            '*' | '.' => self.bond("{\\cdot}"),
            '{' | '\\' | '$' => self.tex(first),
            _ => self.push(first, After::Start),
        }
        true
    }

    fn push(&mut self, c: char, after: After) {
        self.out.push(c);
        self.rest = &self.rest[c.len_utf8()..];
        self.after = after;
    }

    fn bond(&mut self, sign: &str) {
        self.out.push_str(sign);
        self.rest = &self.rest[1..];
        self.after = After::Start;
    }

    /// An arrow with what stands above and below it in brackets.
    fn arrow(&mut self) -> bool {
        let Some((mark, arrow)) = ARROWS.iter().find(|(mark, _)| self.rest.starts_with(mark)) else { return false };
        self.rest = &self.rest[mark.len()..];
        let (above, below) = (self.bracket(), self.bracket());
        let name = match arrow.trim_end() {
            "\\rightarrow" => "\\xrightarrow",
            "\\leftarrow" => "\\xleftarrow",
            "\\rightleftharpoons" => "\\xrightleftharpoons",
            _ => "",
        };
        match (above, below) {
            (Some(above), below) if !name.is_empty() => {
                self.out.push_str(name);
                self.out.extend(below.map(|below| format!("[{below}]")));
                self.out.extend(["{", &*above, "}"]);
            }
            (above, _) => {
                self.out.push_str(arrow);
                self.out.extend(above);
            }
        }
        self.rest = self.rest.trim_start();
        self.after = After::Start;
        true
    }

    fn bracket(&mut self) -> Option<String> {
        let inside = self.rest.strip_prefix('[')?;
        let end = inside.find(']')?;
        self.rest = &inside[end + 1..];
        Some(formula(&inside[..end]))
    }

    /// White space; a `v` or `^` that stands alone is an arrow down or up.
    fn space(&mut self) {
        self.rest = self.rest.trim_start();
        let word = self.rest.split(char::is_whitespace).next().unwrap_or_default();
        let arrow = match word {
            "v" | "(v)" => "\\downarrow ",
            "^" | "(^)" => "\\uparrow ",
            _ => "\\ ",
        };
        if arrow != "\\ " {
            self.rest = &self.rest[word.len()..];
        }
        let joined = word.starts_with(['+', '-', '=', '<']) || self.out.ends_with(['+', '=', ' ']);
        if arrow != "\\ " || !joined {
            self.out.push_str(arrow);
        }
        self.after = After::Start;
    }

    fn digits(&mut self) {
        let end = self.rest.find(|c: char| !(c.is_ascii_digit() || ".,/".contains(c))).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        self.rest = rest;
        if self.after == After::Symbol {
            self.out.extend(["_{", digits, "}"]);
            return;
        }
        match digits.split_once('/') {
            Some((over, under)) => self.out.extend(["\\frac{", over, "}{", under, "}\\,"]),
            None => self.out.extend([digits, "\\,"]),
        }
        self.after = After::Count;
    }

    fn symbol(&mut self) {
        let end = self.rest.find(|c: char| !c.is_alphabetic()).unwrap_or(self.rest.len());
        let (letters, rest) = self.rest.split_at(end);
        self.rest = rest;
        self.out.extend(["\\mathrm{", letters, "}"]);
        self.after = After::Symbol;
    }

    /// A superscript or subscript: in braces, or digits and a sign.
    fn script(&mut self, mark: char) {
        self.rest = &self.rest[1..];
        let (inside, rest) = if let Some(inside) = self.rest.strip_prefix('{') {
            inside.split_once('}').unwrap_or((inside, ""))
        } else {
            let end = self.rest.find(|c: char| !(c.is_ascii_alphanumeric() || "+-.".contains(c)));
            self.rest.split_at(end.unwrap_or(self.rest.len()))
        };
        if self.after != After::Symbol {
            self.out.push_str(if self.out.ends_with('}') { "" } else { "{}" });
        }
        self.out.push(mark);
        self.out.extend(["{", inside, "}"]);
        self.rest = rest;
    }

    /// A charge right after a symbol, else a sign between molecules or a bond.
    fn sign(&mut self, sign: char) {
        let next = self.rest[1..].chars().next();
        let charge = self.after == After::Symbol && next.is_none_or(|c| c.is_whitespace() || ")]}".contains(c));
        if charge {
            self.out.push_str("^{");
            self.out.push(sign);
            self.out.push('}');
            self.rest = &self.rest[1..];
            return;
        }
        self.push(sign, After::Start);
    }

    /// LaTeX inside chemistry is copied.
    fn tex(&mut self, first: char) {
        let end = match first {
            '\\' => self.rest[1..].find(|c: char| !c.is_ascii_alphabetic()).map_or(self.rest.len(), |at| at.max(1) + 1),
            '{' => self.rest.find('}').map_or(self.rest.len(), |at| at + 1),
            _ => self.rest[1..].find('$').map_or(self.rest.len(), |at| at + 2),
        };
        let end = self.rest.ceil_char_boundary(end);
        let (tex, rest) = self.rest.split_at(end);
        self.out.push_str(tex.trim_matches('$'));
        self.out.push(' ');
        self.rest = rest;
        self.after = After::Symbol;
    }
}
