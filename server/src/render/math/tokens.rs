//! A formula read token by token.

/// The rest of a formula.
#[derive(Clone)]
pub(super) struct Tokens<'t> {
    rest: &'t str,
}

impl<'t> Tokens<'t> {
    pub(super) fn new(tex: &'t str) -> Self {
        Self { rest: tex }
    }

    /// The next command with its backslash, or the next character.
    pub(super) fn next(&mut self) -> Option<&'t str> {
        let first = self.rest.chars().next()?;
        let length = if first == '\\' { command_length(self.rest) } else { first.len_utf8() };
        let (token, rest) = self.rest.split_at(length);
        self.rest = rest;
        Some(token)
    }

    /// Everything that is left.
    pub(super) fn rest(&mut self) -> &'t str {
        std::mem::take(&mut self.rest)
    }

    /// The text up to the brace that closes the group just opened, or up to the end where none does.
    pub(super) fn rest_of_group(&mut self) -> &'t str {
        let whole = self.rest;
        let mut depth = 1;
        loop {
            let before = whole.len() - self.rest.len();
            match self.next() {
                Some("{") => depth += 1,
                Some("}") => depth -= 1,
                Some(_) => {}
                None => return whole,
            }
            if depth == 0 {
                return &whole[..before];
            }
        }
    }

    /// The next argument, without its braces.
    pub(super) fn argument(&mut self) -> &'t str {
        self.rest = self.rest.trim_start();
        match self.next() {
            Some("{") => self.rest_of_group(),
            Some(token) => token,
            None => "",
        }
    }

    /// The next argument in brackets, where there is one.
    pub(super) fn option(&mut self) -> Option<&'t str> {
        let inside = self.rest.strip_prefix('[')?;
        let end = inside.find(']')?;
        self.rest = &inside[end + 1..];
        Some(&inside[..end])
    }

    /// A length: in braces, or a number and its unit.
    pub(super) fn length(&mut self) {
        self.rest = self.rest.trim_start();
        if self.rest.starts_with('{') {
            self.argument();
            return;
        }
        let number = self.rest.trim_start_matches(|c: char| c.is_ascii_digit() || "+-. ".contains(c));
        let unit = ["em", "ex", "pt", "mu", "cm", "mm", "in", "px"];
        self.rest = unit.iter().find_map(|unit| number.strip_prefix(unit)).unwrap_or(self.rest);
    }
}

fn command_length(tex: &str) -> usize {
    let name = &tex[1..];
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
    if letters == 0 {
        return 1 + name.chars().next().map_or(0, char::len_utf8);
    }
    let starred = name[letters..].starts_with('*') && ["tag", "operatorname"].contains(&&name[..letters]);
    1 + letters + usize::from(starred)
}
