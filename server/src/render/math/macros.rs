//! LaTeX as models write it, in the words the converter knows.
//!
//! The converter lacks some commands that other chats support (`\boxed`, `\tag`, `\ce`, `{n \choose k}` …). They are
//! expanded into other commands here. An unknown command becomes the name of an operator, so that it does not make the
//! whole formula fail.

use super::{chemistry, tokens::Tokens, units};

/// A marker inside `\underset` that stands for a frame or a line through what is above it; the reader of the converter's output
/// turns it into an element. Private characters, which no formula has.
pub(super) const MARKERS: [(char, &str); 5] = [
    ('\u{F8F0}', "box"),
    ('\u{F8F1}', "updiagonalstrike"),
    ('\u{F8F2}', "downdiagonalstrike"),
    ('\u{F8F3}', "updiagonalstrike downdiagonalstrike"),
    // Nothing but room.
    ('\u{F8F4}', ""),
];

/// Commands expanded into others: name, number of arguments, and `#1`, `#2`, `#3` for the arguments.
const MACROS: &[(&str, usize, &str)] = &[
    ("boxed", 1, "\\underset{\\text{\u{F8F0}}}{#1}"),
    ("fbox", 1, "\\underset{\\text{\u{F8F0}}}{\\text{#1}}"),
    ("framebox", 1, "\\underset{\\text{\u{F8F0}}}{\\text{#1}}"),
    ("cancel", 1, "\\underset{\\text{\u{F8F1}}}{#1}"),
    ("bcancel", 1, "\\underset{\\text{\u{F8F2}}}{#1}"),
    ("xcancel", 1, "\\underset{\\text{\u{F8F3}}}{#1}"),
    ("sout", 1, "\\underset{\\text{\u{F8F1}}}{#1}"),
    ("cancelto", 2, "\\underset{\\text{\u{F8F1}}}{#2}^{#1}"),
    ("tag", 1, "\\qquad(\\text{#1})"),
    ("tag*", 1, "\\qquad\\text{#1}"),
    ("bm", 1, "\\boldsymbol{#1}"),
    ("pmb", 1, "\\boldsymbol{#1}"),
    ("bold", 1, "\\mathbf{#1}"),
    ("mathscr", 1, "\\mathcal{#1}"),
    ("mathds", 1, "\\mathbb{#1}"),
    ("mathbbm", 1, "\\mathbb{#1}"),
    ("Bbb", 1, "\\mathbb{#1}"),
    ("frak", 1, "\\mathfrak{#1}"),
    ("mathup", 1, "\\mathrm{#1}"),
    ("emph", 1, "\\textit{#1}"),
    ("mbox", 1, "\\text{#1}"),
    ("hbox", 1, "\\text{#1}"),
    ("textnormal", 1, "\\text{#1}"),
    ("textup", 1, "\\text{#1}"),
    ("textsc", 1, "\\text{#1}"),
    ("textmd", 1, "\\text{#1}"),
    ("intertext", 1, "\\\\ \\text{#1} \\\\"),
    ("mod", 0, "\\quad\\mathrm{mod}\\;"),
    ("phantom", 1, "\\underset{\\text{\u{F8F4}}}{#1}"),
    ("hphantom", 1, "\\underset{\\text{\u{F8F4}}}{#1}"),
    ("vphantom", 1, ""),
    ("smash", 1, "{#1}"),
    ("mathstrut", 0, ""),
    ("strut", 0, ""),
    ("vcenter", 1, "{#1}"),
    ("ensuremath", 1, "{#1}"),
    ("mathclap", 1, "{#1}"),
    ("mathllap", 1, "{#1}"),
    ("mathrlap", 1, "{#1}"),
    ("llap", 1, "{#1}"),
    ("rlap", 1, "{#1}"),
    ("clap", 1, "{#1}"),
    ("xmapsto", 1, "\\overset{#1}{\\longmapsto}"),
    ("xRightarrow", 1, "\\overset{#1}{\\Longrightarrow}"),
    ("xLeftarrow", 1, "\\overset{#1}{\\Longleftarrow}"),
    ("xLeftrightarrow", 1, "\\overset{#1}{\\Longleftrightarrow}"),
    ("xleftrightarrow", 1, "\\overset{#1}{\\longleftrightarrow}"),
    ("xhookrightarrow", 1, "\\overset{#1}{\\hookrightarrow}"),
    ("xhookleftarrow", 1, "\\overset{#1}{\\hookleftarrow}"),
    ("xrightharpoonup", 1, "\\overset{#1}{\\rightharpoonup}"),
    ("xrightharpoondown", 1, "\\overset{#1}{\\rightharpoondown}"),
    ("xleftharpoonup", 1, "\\overset{#1}{\\leftharpoonup}"),
    ("xleftharpoondown", 1, "\\overset{#1}{\\leftharpoondown}"),
    ("xtwoheadrightarrow", 1, "\\overset{#1}{\\twoheadrightarrow}"),
    ("xtwoheadleftarrow", 1, "\\overset{#1}{\\twoheadleftarrow}"),
    ("xtofrom", 1, "\\overset{#1}{\\rightleftarrows}"),
    ("xlongequal", 1, "\\overset{#1}{=}"),
    ("utilde", 1, "\\underset{\\sim}{#1}"),
    ("underrightarrow", 1, "\\underset{\\rightarrow}{#1}"),
    ("underleftarrow", 1, "\\underset{\\leftarrow}{#1}"),
    ("underleftrightarrow", 1, "\\underset{\\leftrightarrow}{#1}"),
    ("Overrightarrow", 1, "\\overset{\\Rightarrow}{#1}"),
    ("overlinesegment", 1, "\\overline{#1}"),
    ("underlinesegment", 1, "\\underline{#1}"),
    ("overgroup", 1, "\\overset{\u{23E0}}{#1}"),
    ("undergroup", 1, "\\underset{\u{23E1}}{#1}"),
    ("overbracket", 1, "\\overset{\u{23B4}}{#1}"),
    ("underbracket", 1, "\\underset{\u{23B5}}{#1}"),
    ("overarc", 1, "\\overset{\\frown}{#1}"),
    ("wideparen", 1, "\\overset{\\frown}{#1}"),
    ("angl", 1, "\\underset{\\text{\u{F8F0}}}{#1}"),
    ("require", 1, ""),
    ("label", 1, ""),
    ("nonumber", 0, ""),
    ("notag", 0, ""),
    ("allowbreak", 0, ""),
    ("nobreak", 0, ""),
    ("relax", 0, ""),
    ("centering", 0, ""),
    ("boldmath", 0, ""),
    ("hfill", 0, "\\quad"),
    ("cr", 0, "\\\\"),
    ("newline", 0, "\\\\"),
    ("rule", 2, ""),
    ("href", 2, "{#2}"),
    ("url", 1, "\\text{#1}"),
    ("ref", 1, "\\text{#1}"),
    ("eqref", 1, "(\\text{#1})"),
    ("cite", 1, "[\\text{#1}]"),
    ("raisebox", 2, "\\text{#2}"),
    ("htmlClass", 2, "{#2}"),
    ("htmlId", 2, "{#2}"),
    ("htmlStyle", 2, "{#2}"),
    ("class", 2, "{#2}"),
    ("qed", 0, "\\square"),
    ("R", 0, "\\mathbb{R}"),
    ("N", 0, "\\mathbb{N}"),
    ("Z", 0, "\\mathbb{Z}"),
    ("Q", 0, "\\mathbb{Q}"),
    ("C", 0, "\\mathbb{C}"),
    ("Reals", 0, "\\mathbb{R}"),
    ("reals", 0, "\\mathbb{R}"),
    ("natnums", 0, "\\mathbb{N}"),
    ("Complex", 0, "\\mathbb{C}"),
    ("cnums", 0, "\\mathbb{C}"),
    ("argmax", 0, "\\mathop{arg\u{2009}max}"),
    ("argmin", 0, "\\mathop{arg\u{2009}min}"),
    ("varlimsup", 0, "\\overline{\\lim}"),
    ("varliminf", 0, "\\underline{\\lim}"),
    ("injlim", 0, "\\mathop{inj\u{2009}lim}"),
    ("projlim", 0, "\\mathop{proj\u{2009}lim}"),
    ("varinjlim", 0, "\\underset{\\rightarrow}{\\lim}"),
    ("varprojlim", 0, "\\underset{\\leftarrow}{\\lim}"),
    ("plim", 0, "\\mathop{plim}"),
    ("abs", 1, "\\left|#1\\right|"),
    ("norm", 1, "\\left\\|#1\\right\\|"),
    ("floor", 1, "\\left\\lfloor #1\\right\\rfloor "),
    ("ceil", 1, "\\left\\lceil #1\\right\\rceil "),
    ("dd", 1, "\\,\\mathrm{d}#1"),
    ("dv", 2, "\\frac{\\mathrm{d}#1}{\\mathrm{d}#2}"),
    ("derivative", 2, "\\frac{\\mathrm{d}#1}{\\mathrm{d}#2}"),
    ("pdv", 2, "\\frac{\\partial #1}{\\partial #2}"),
    ("bra", 1, "\\langle #1|"),
    ("ket", 1, "|#1\\rangle "),
    ("braket", 1, "\\langle #1\\rangle "),
    ("Bra", 1, "\\left\\langle #1\\right|"),
    ("Ket", 1, "\\left|#1\\right\\rangle "),
    ("Braket", 1, "\\left\\langle #1\\right\\rangle "),
    ("set", 1, "\\{#1\\}"),
    ("Set", 1, "\\left\\{#1\\right\\}"),
    ("prescript", 3, "{}^{#1}_{#2}{#3}"),
    ("nicefrac", 2, "{#1}/{#2}"),
    ("sfrac", 2, "{#1}/{#2}"),
    ("textdegree", 0, "{}^\\circ "),
    ("textmu", 0, "\\mu "),
    ("degreeCelsius", 0, "{}^\\circ\\mathrm{C}"),
    ("celsius", 0, "{}^\\circ\\mathrm{C}"),
    ("ohm", 0, "\\Omega "),
    ("micro", 0, "\\mu "),
    ("perthousand", 0, "\u{2030}"),
    ("permil", 0, "\u{2030}"),
    ("lparen", 0, "("),
    ("rparen", 0, ")"),
    ("ang", 1, "#1^\\circ "),
    ("textbackslash", 0, "\\backslash "),
    ("eqdef", 0, "\\overset{\\text{def}}{=}"),
    ("defeq", 0, "\\overset{\\text{def}}{=}"),
    ("ointctrclockwise", 0, "\u{2233}"),
    ("coloneq", 0, "\\coloneqq "),
    ("imath", 0, "\u{131}"),
    ("jmath", 0, "\u{237}"),
];

/// Infix commands of a group, with their replacements: `#1` and `#2` are the parts before and after the command.
const INFIX: &[(&str, &str)] = &[
    ("choose", "\\binom{#1}{#2}"),
    ("over", "\\frac{#1}{#2}"),
    ("atop", "\\genfrac{}{}{0pt}{}{#1}{#2}"),
    ("brace", "\\genfrac\\{\\}{0pt}{}{#1}{#2}"),
    ("brack", "\\genfrac[]{0pt}{}{#1}{#2}"),
];

/// Switches that reach to the end of their group.
const SWITCHES: &[(&str, &str)] = &[
    ("rm", "\\mathrm"),
    ("bf", "\\mathbf"),
    ("it", "\\mathit"),
    ("sf", "\\mathsf"),
    ("tt", "\\mathtt"),
    ("cal", "\\mathcal"),
    ("bfseries", "\\mathbf"),
    ("itshape", "\\mathit"),
    ("rmfamily", "\\mathrm"),
];

/// Sizes, which a formula in a chat does without.
const SIZES: &[&str] = &[
    "tiny",
    "scriptsize",
    "footnotesize",
    "small",
    "normalsize",
    "large",
    "Large",
    "LARGE",
    "huge",
    "Huge",
    "sixptsize",
];

/// Commands whose argument is text, which is copied as it is.
const TEXTS: &[&str] = &["text", "textbf", "textit", "textrm", "texttt", "textsf"];
/// Commands whose argument is the name of an operator.
const NAMING: &[&str] = &["operatorname", "operatorname*", "mathop"];

/// Environments of the same meaning as one the converter knows.
const ENVIRONMENTS: &[(&str, &str)] = &[
    ("eqnarray", "aligned"),
    ("eqnarray*", "aligned"),
    ("flalign", "aligned"),
    ("flalign*", "aligned"),
    ("IEEEeqnarray", "aligned"),
    ("displaymath", "gathered"),
    ("math", "gathered"),
    ("CD", "matrix"),
    ("darray", "array"),
    ("drcases", "rcases"),
    ("multline", "gathered"),
    ("multline*", "gathered"),
    ("tabular", "array"),
];

/// The same formula in words the converter knows; `unknown` names commands that it refused.
pub(super) fn written_out(tex: &str, unknown: &[String]) -> String {
    MacroExpander { unknown }.group(tex)
}

/// Every command a formula names, each once.
pub(super) fn commands(tex: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut tokens = Tokens::new(tex);
    while let Some(token) = tokens.next() {
        if let Some(name) = token.strip_prefix('\\').filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))
            && !names.iter().any(|known| known == name)
        {
            names.push(name.to_owned());
        }
    }
    names
}

struct MacroExpander<'u> {
    unknown: &'u [String],
}

impl MacroExpander<'_> {
    /// The content of braces, or a whole formula.
    fn group(&self, tex: &str) -> String {
        let infix = split_infix(tex);
        if let Some((before, template, after)) = infix {
            return fill(template, &[self.group(before), self.group(after)]);
        }
        let mut out = String::with_capacity(tex.len());
        let mut tokens = Tokens::new(tex);
        while let Some(token) = tokens.next() {
            match token {
                "{" => {
                    let inside = tokens.rest_of_group();
                    out.extend(["{", &self.group(inside), "}"]);
                }
                _ => match token.strip_prefix('\\') {
                    Some(name) => self.command(name, &mut tokens, &mut out),
                    None => out.push_str(token),
                },
            }
        }
        out
    }

    fn command(&self, name: &str, tokens: &mut Tokens<'_>, out: &mut String) {
        let found = |(known, ..): &&(&str, usize, &str)| *known == name;
        if TEXTS.contains(&name) {
            self.text(name, tokens.argument(), out);
        } else if NAMING.contains(&name) {
            let command = if name == "operatorname" { "\\operatorname{" } else { "\\mathop{" };
            out.extend([command, &operator_name(tokens.argument()), "}"]);
        } else if let Some((_, count, template)) = MACROS.iter().find(found) {
            tokens.option();
            let raw = template.contains("\\text{#");
            let arguments: Vec<String> = (0..*count)
                .map(|_| if raw { tokens.argument().to_owned() } else { self.group(tokens.argument()) })
                .collect();
            out.push_str(&fill(template, &arguments));
        } else if let Some((_, font)) = SWITCHES.iter().find(|(switch, _)| *switch == name) {
            out.extend([font, "{", &self.group(tokens.rest().trim_start()), "}"]);
        } else if SIZES.contains(&name) {
            // Nothing takes their place.
        } else if !self.special(name, tokens, out) {
            out.push('\\');
            out.push_str(name);
            // A word that was dropped after it must not run into it.
            if name.ends_with(|c: char| c.is_ascii_alphabetic()) {
                out.push(' ');
            }
        }
    }

    /// Text, in which dollars hold formulas.
    fn text(&self, name: &str, argument: &str, out: &mut String) {
        let parts: Vec<&str> = argument.split('$').collect();
        // An escaped or single dollar is one.
        let formulas = parts.len() % 2 == 1 && !argument.contains("\\$");
        if !formulas {
            out.extend(["\\", name, "{", &plain_text(argument), "}"]);
            return;
        }
        for (at, part) in parts.into_iter().enumerate() {
            match at % 2 {
                _ if part.is_empty() => {}
                0 => out.extend(["\\", name, "{", &plain_text(part), "}"]),
                _ => out.extend(["{", &self.group(part), "}"]),
            }
        }
    }

    fn special(&self, name: &str, tokens: &mut Tokens<'_>, out: &mut String) -> bool {
        match name {
            "ce" | "pu" => out.push_str(&self.group(&chemistry::formula(tokens.argument()))),
            "SI" | "qty" => {
                tokens.option();
                let number = units::number(tokens.argument());
                out.extend([&number, "\\,", &units::unit(tokens.argument())]);
            }
            "si" | "unit" => {
                tokens.option();
                out.push_str(&units::unit(tokens.argument()));
            }
            "num" => {
                tokens.option();
                out.push_str(&units::number(tokens.argument()));
            }
            "mspace" | "mskip" | "hskip" | "mkern" | "vspace" | "vskip" => {
                tokens.length();
                out.push_str("\\;");
            }
            "unicode" | "char" | "symbol" => out.extend(character(tokens.argument())),
            "begin" | "end" => {
                let environment = tokens.argument();
                let known = ENVIRONMENTS.iter().find(|(known, _)| *known == environment);
                out.extend(["\\", name, "{", known.map_or(environment, |(_, other)| other), "}"]);
            }
            _ if self.unknown.iter().any(|unknown| unknown == name) => {
                out.extend(["\\operatorname{", name, "}"]);
            }
            _ => return false,
        }
        true
    }
}

/// Cuts a group at the infix command it holds.
fn split_infix(tex: &str) -> Option<(&str, &'static str, &str)> {
    let mut tokens = Tokens::new(tex);
    while let Some(token) = tokens.next() {
        if token == "{" {
            tokens.rest_of_group();
        }
        let found = token.strip_prefix('\\').and_then(|name| INFIX.iter().find(|(infix, _)| *infix == name));
        if let Some((_, template)) = found {
            let after = tokens.rest();
            return Some((&tex[..tex.len() - after.len() - token.len()], template, after));
        }
    }
    None
}

/// Text without the marks that only LaTeX needs.
fn plain_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut tokens = Tokens::new(text);
    while let Some(token) = tokens.next() {
        match token {
            "~" | "\\ " | "\\," | "\\;" | "\\:" => out.push('\u{A0}'),
            // Signs that the converter would read as a comment or markup are replaced with look-alikes.
            "\\%" | "%" => out.push('\u{FF05}'),
            "\\&" => out.push('\u{FF06}'),
            "\\#" | "#" => out.push('\u{FF03}'),
            "\\$" | "$" => out.push('\u{FF04}'),
            "\\_" => out.push('_'),
            "\\{" => out.push('\u{FF5B}'),
            "\\}" => out.push('\u{FF5D}'),
            _ => out.push_str(token),
        }
    }
    out
}

/// The letters of an operator's name.
fn operator_name(tex: &str) -> String {
    let mut out = String::with_capacity(tex.len());
    let mut tokens = Tokens::new(tex);
    while let Some(token) = tokens.next() {
        match token {
            "\\," | "\\ " | "\\;" | "\\:" | "~" => out.push('\u{2009}'),
            "{" | "}" => {}
            _ if token.starts_with('\\') => {}
            _ => out.push_str(token),
        }
    }
    out
}

fn fill(template: &str, arguments: &[String]) -> String {
    let mut parts = template.split('#');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let number = part.bytes().next().map_or(0, |digit| usize::from(digit.wrapping_sub(b'0')));
        filled.extend(number.checked_sub(1).and_then(|at| arguments.get(at)).map(String::as_str));
        filled.push_str(part.get(1..).unwrap_or_default());
    }
    filled
}

/// A sign as it was meant, which [`plain_text`] hid from the converter.
pub(super) fn shown_sign(c: char) -> char {
    match c {
        '\u{FF05}' => '%',
        '\u{FF06}' => '&',
        '\u{FF03}' => '#',
        '\u{FF04}' => '$',
        '\u{FF5B}' => '{',
        '\u{FF5D}' => '}',
        other => other,
    }
}

/// The character that a number names: `x263A`, `"263A` or `9786`.
fn character(number: &str) -> Option<char> {
    let number = number.trim();
    let code = match number.strip_prefix(['x', 'X', '"', 'U']) {
        Some(hex) => u32::from_str_radix(hex.trim_start_matches('+'), 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code).filter(|c| !c.is_control())
}
