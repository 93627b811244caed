//! A browser without scripts: keeps the cookie, fills in forms, follows where it is sent.

use anyhow::{Context, Result};
use parlor_tests::app::{KEY, TestApp};
use reqwest::{Client, RequestBuilder, Response, Url, header, redirect::Policy};

/// A tab on the page.
pub(crate) struct Tab<'a> {
    pub(crate) app: &'a TestApp,
    pub(crate) client: Client,
    /// `name=value`; empty for none.
    pub(crate) cookie: String,
    /// The page it shows.
    pub(crate) html: String,
}

impl<'a> Tab<'a> {
    pub(crate) fn new(app: &'a TestApp) -> Self {
        let client = Client::builder().redirect(Policy::none()).build().unwrap();
        Self { app, client, cookie: String::new(), html: String::new() }
    }

    /// On the widget's page.
    pub(crate) async fn open(app: &'a TestApp) -> Result<Self> {
        let mut tab = Self::new(app);
        tab.reload().await?;
        Ok(tab)
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        let request = self.client.get(self.app.url(path));
        if self.cookie.is_empty() { request } else { request.header(header::COOKIE, &self.cookie) }
    }

    /// Asks for the page and shows it.
    pub(crate) async fn reload(&mut self) -> Result<()> {
        let reply = self.get(&path()).send().await?.error_for_status()?;
        anyhow::ensure!(!reply.headers().contains_key(header::SET_COOKIE), "looking stores nothing");
        self.html = reply.text().await?;
        Ok(())
    }

    /// The form for this action, as the page has it, with more fields; not sent yet.
    pub(crate) fn form(&self, action: &str, more: &[(&str, &str)]) -> RequestBuilder {
        let hidden = ["key", "conversation", "seal"].map(|name| (name, field(&self.html, name)));
        let mut fields: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (*name, value.as_str())).collect();
        fields.push(("do", action));
        fields.extend(more);
        let origin = &self.app.base;
        let request = filled(self.client.post(self.app.url(&path())), &fields).header(header::ORIGIN, origin);
        if self.cookie.is_empty() { request } else { request.header(header::COOKIE, &self.cookie) }
    }

    /// Sends a form and follows where it leads.
    pub(crate) async fn send(&mut self, form: RequestBuilder) -> Result<()> {
        let reply = form.send().await?;
        let status = reply.status();
        anyhow::ensure!(status == 303, "{status}: {}", reply.text().await?);
        self.keep(&reply);
        let location = reply.headers()[header::LOCATION].to_str()?.to_owned();
        anyhow::ensure!(location.starts_with(&path()), "{location}");
        self.reload().await
    }

    /// Says something and waits for the page with the answer.
    pub(crate) async fn say(&mut self, text: &str) -> Result<()> {
        let form = self.form("say", &[("text", text)]);
        self.send(form).await
    }

    /// Takes the cookie of a reply.
    pub(crate) fn keep(&mut self, reply: &Response) {
        if let Some(line) = reply.headers().get(header::SET_COOKIE) {
            line.to_str().unwrap().split(';').next().unwrap().clone_into(&mut self.cookie);
        }
    }

    /// The visitor's secret.
    pub(crate) fn secret(&self) -> &str {
        self.cookie.split_once('=').map_or("", |(_, secret)| secret)
    }

    /// The text of every bubble and answer, in order, without markup.
    pub(crate) fn rows(&self) -> Vec<String> {
        let articles = self.html.split("<article class=\"row ").skip(1);
        articles
            .filter_map(|row| {
                let row = row.split("</article>").next()?;
                let text = row.split_once("<div class=\"content\" dir=\"auto\">");
                let text = text.or_else(|| row.split_once("<div class=\"bubble\" dir=\"auto\">"))?.1;
                Some(plain(text.split("</div>").next()?))
            })
            .collect()
    }
}

/// A form's body, as browsers write it.
pub(crate) fn filled(request: RequestBuilder, fields: &[(&str, &str)]) -> RequestBuilder {
    let mut url = Url::parse("http://form.example").unwrap();
    url.query_pairs_mut().extend_pairs(fields);
    let body = url.query().unwrap_or_default().to_owned();
    request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(body)
}

/// The page of every test server's widget.
pub(crate) fn path() -> String {
    format!("/chat/{KEY}")
}

/// The value of a hidden field.
pub(crate) fn field(html: &str, name: &str) -> String {
    let found = html.split_once(&format!("name=\"{name}\" value=\"")).context(name.to_owned());
    found.map(|(_, rest)| rest.split('"').next().unwrap_or_default().to_owned()).unwrap_or_default()
}

/// Returns the text in the form for the next message.
pub(crate) fn draft(html: &str) -> String {
    let area = html.split_once("<textarea").map_or("", |(_, rest)| rest);
    let text = area.split_once('>').map_or("", |(_, rest)| rest).split("</textarea>").next().unwrap_or_default();
    // Browsers leave out the line end after the tag.
    unescaped(text.strip_prefix('\n').unwrap_or(text))
}

fn plain(html: &str) -> String {
    let mut text = String::new();
    for (at, piece) in html.split('<').enumerate() {
        text.push_str(if at == 0 { piece } else { piece.split_once('>').map_or("", |(_, rest)| rest) });
    }
    unescaped(&text)
}

fn unescaped(html: &str) -> String {
    html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}
