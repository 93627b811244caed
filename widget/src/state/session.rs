//! Actions on the conversation as a whole, with the names they have in `widget/loader/session.js`.

/// A question to the visitor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum SessionQuestion {
    /// To begin a new conversation, which closes this one.
    Restart,
    /// To save the conversation or delete everything.
    More,
    /// To delete everything.
    Erase,
}

impl SessionQuestion {
    /// Returns the question of this name.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        [Self::Restart, Self::More, Self::Erase].into_iter().find(|question| question.name() == name)
    }

    /// Returns its name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Restart => "restart",
            Self::More => "more",
            Self::Erase => "erase",
        }
    }
}

/// The format in which a conversation is saved.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ExportFormat {
    /// Markdown.
    Markdown,
    /// A page.
    Html,
    /// JSON.
    Json,
    /// A page that is printed.
    Print,
}

impl ExportFormat {
    /// Returns the format of this name, Markdown for an unknown one.
    pub(crate) fn of_name(name: &str) -> Self {
        [Self::Html, Self::Json, Self::Print].into_iter().find(|one| one.name() == name).unwrap_or(Self::Markdown)
    }

    /// Returns its name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Html => "html",
            Self::Json => "json",
            Self::Print => "print",
        }
    }
}
