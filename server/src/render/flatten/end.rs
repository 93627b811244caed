//! Tables, pictures, and the ends of things.

use url::Url;

use super::{Align, Alignment, Element, Flat, Node, Picture, TagEnd, code};
use crate::core::policy::links;

impl Flat<'_> {
    pub(super) fn table(&mut self, aligns: &[Alignment]) {
        self.aligns = aligns.iter().copied().map(align).collect();
        self.sink.open(Element::Table);
        self.closes.push(1);
    }

    pub(super) fn head(&mut self) {
        self.column = 0;
        self.sink.open(Element::TableHead);
        self.sink.open(Element::TableRow);
        self.closes.push(2);
    }

    pub(super) fn cell(&mut self) {
        let align = self.aligns.get(self.column).copied().unwrap_or(Align::None);
        self.column += 1;
        self.sink.open(Element::TableCell(align));
        self.closes.push(1);
    }

    pub(super) fn end(&mut self, tag: TagEnd) {
        if let Some(mut picture) = self.image.take() {
            if picture.depth > 0 {
                picture.depth -= 1;
                self.image = Some(picture);
            } else {
                self.picture(picture);
            }
            return;
        }
        if let Some((lang, body)) = self.code.take() {
            let lang = lang.filter(|_| self.colour);
            code::body(&mut self.sink, lang.as_deref(), &body);
        }
        let closes = self.closes.pop().unwrap_or_default();
        if tag == TagEnd::Link {
            self.links -= closes.min(self.links);
        }
        for _ in 0..closes {
            self.sink.close();
        }
        if tag == TagEnd::TableHead {
            self.sink.open(Element::TableBody);
            if let Some(table) = self.closes.last_mut() {
                *table = 2;
            }
        }
    }

    /// An allowed picture, or a link that says where it leads.
    fn picture(&mut self, picture: Picture) {
        let url = links::checked(&picture.src).and_then(|src| Url::parse(&src).ok());
        let Some((url, host)) = url.as_ref().and_then(|u| Some((u, u.host_str()?))) else {
            self.sink.text(&picture.alt);
            return;
        };
        if url.scheme() == "https" && self.options.image_hosts.iter().any(|h| h == host) {
            let alt = picture.alt.chars().filter(|&c| !links::is_hidden(c)).collect();
            self.sink.push(Node::Image { src: url.to_string(), alt });
            return;
        }
        let label = [picture.alt.as_str(), " (", host, ")"].concat();
        if self.links > 0 {
            self.sink.text(label.trim_start());
        } else {
            self.sink.wrapped(Element::Link { href: url.to_string() }, label.trim_start());
        }
    }
}

fn align(alignment: Alignment) -> Align {
    match alignment {
        Alignment::None => Align::None,
        Alignment::Left => Align::Left,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::Right,
    }
}
