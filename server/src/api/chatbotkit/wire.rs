//! From a widget to the wire and back; every field is named.

use parlor_shared::{
    ids::{AgentId, BlueprintId},
    read_only::ReadOnly,
    vendor::chatbotkit::{Code, Given, Theme, Widget as WireWidget, WidgetInput},
};
use serde_json::{Map, Value};

use super::{error::ApiError, theme};
use crate::core::{
    security::origin,
    widget::{
        Widget,
        settings::{Feature, Layout, ThemeChoice},
    },
};

/// The longest a session may be set to last, in milliseconds.
const LONGEST_SESSION_MS: u64 = 3_600_000;
/// The shortest.
const SHORTEST_SESSION_MS: u64 = 60_000;

/// A widget as it is: its own values, and its blueprint's wherever its own are unset.
pub(super) fn widget(widget: Widget) -> WireWidget {
    let settings = widget.effective();
    let origin = join(widget.origins().iter().map(|pattern| pattern.strip_prefix("//").unwrap_or(pattern)));
    let on = |feature| Given::Value(settings.has(feature));
    let shown = WidgetInput {
        name: text(widget.name),
        description: text(widget.description),
        meta: Given::Value(widget.meta),
        alias: widget.alias.into(),
        blueprint_id: widget.blueprint_id.map(String::from).into(),
        bot_id: widget.agent_id.map(String::from).into(),
        origin: text(origin),
        stream: on(Feature::Stream),
        verbose: on(Feature::Verbose),
        tools: on(Feature::Tools),
        unfurl: on(Feature::Unfurl),
        math: on(Feature::Math),
        carousel: on(Feature::Carousel),
        form: on(Feature::Form),
        attachments: on(Feature::Attachments),
        auto_scroll: on(Feature::AutoScroll),
        start_first: on(Feature::StartFirst),
        contact_collection: on(Feature::ContactCollection),
        export_conversation: on(Feature::ExportConversation),
        restart_conversation: on(Feature::RestartConversation),
        maximize: on(Feature::Maximize),
        message_peek: on(Feature::MessagePeek),
        voice_in: on(Feature::VoiceIn),
        voice_out: on(Feature::VoiceOut),
        powered_by: on(Feature::PoweredBy),
        theme: settings.theme.map(|theme| Theme::Named(theme::told(theme))).into(),
        layout: settings.layout.map(|layout| layout_name(layout).to_owned()).into(),
        title: text(settings.title.unwrap_or_default()),
        intro: text(settings.intro.unwrap_or_default()),
        initial: text(settings.initial.unwrap_or_default()),
        placeholder: text(settings.placeholder.unwrap_or_default()),
        session_duration: settings.session_seconds.map(|seconds| seconds * 1_000).into(),
        language: text(join(settings.languages.iter().flatten().map(String::as_str))),
        plugins: text(join(settings.plugins.iter().flatten().map(String::as_str))),
        // A reply has these of its own.
        id: ReadOnly::default(),
        created_at: ReadOnly::default(),
        updated_at: ReadOnly::default(),
    };
    WireWidget {
        id: widget.id.into(),
        settings: shown,
        created_at: widget.created_at.as_millisecond(),
        updated_at: widget.updated_at.as_millisecond(),
    }
}

/// Treats an empty text as not set.
fn text(text: String) -> Given<String> {
    Some(text).filter(|text| !text.is_empty()).into()
}

fn join<'a>(items: impl Iterator<Item = &'a str>) -> String {
    items.collect::<Vec<_>>().join(",")
}

const fn layout_name(layout: Layout) -> &'static str {
    match layout {
        Layout::Bubble => "bubble",
        Layout::Inline => "inline",
        Layout::Fullscreen => "fullscreen",
    }
}

/// The validated changes of a write request.
#[derive(Clone, Debug)]
pub(super) struct WidgetChange {
    name: Given<String>,
    description: Given<String>,
    meta: Given<Map<String, Value>>,
    alias: Given<String>,
    blueprint: Given<BlueprintId>,
    agent: Given<AgentId>,
    origins: Given<Vec<String>>,
    theme: Given<ThemeChoice>,
    brand: Given<String>,
    layout: Given<Layout>,
    title: Given<String>,
    intro: Given<String>,
    initial: Given<String>,
    placeholder: Given<String>,
    session_seconds: Given<u64>,
    languages: Given<Vec<String>>,
    plugins: Given<Vec<String>>,
    features: [(Feature, Given<bool>); 18],
}

impl TryFrom<WidgetInput> for WidgetChange {
    type Error = ApiError;

    fn try_from(input: WidgetInput) -> Result<Self, ApiError> {
        let features = features(&input);
        let theme = input.theme.try_map(theme::read)?;
        Ok(Self {
            name: input.name.non_empty(),
            description: input.description.non_empty(),
            meta: input.meta,
            alias: input.alias.non_empty(),
            blueprint: input.blueprint_id.non_empty().try_map(|id| id.parse().map_err(|_| unknown("blueprintId")))?,
            agent: input.bot_id.non_empty().try_map(|id| id.parse().map_err(|_| unknown("botId")))?,
            origins: list(input.origin).map(|items| items.iter().map(|item| pattern(item)).collect()),
            brand: theme::brand(&theme),
            theme: match theme {
                Given::Value(theme) if theme.name.is_empty() && theme.config.is_empty() => Given::Null,
                theme => theme,
            },
            layout: input.layout.non_empty().try_map(|name| layout(&name))?,
            title: input.title.non_empty(),
            intro: input.intro.non_empty(),
            initial: input.initial.non_empty(),
            placeholder: input.placeholder.non_empty(),
            session_seconds: session_seconds(input.session_duration)?,
            languages: list(input.language),
            plugins: list(input.plugins),
            features,
        })
    }
}

impl WidgetChange {
    /// The name, for a new widget.
    pub(super) fn new_name(&self) -> String {
        match &self.name {
            Given::Value(name) => name.clone(),
            Given::Absent | Given::Null => String::new(),
        }
    }

    /// Carries it out.
    pub(super) fn apply(self, widget: &mut Widget) {
        fill(&mut widget.name, self.name);
        fill(&mut widget.description, self.description);
        fill(&mut widget.meta, self.meta);
        fill(&mut widget.allowed_origins, self.origins);
        self.alias.put_into(&mut widget.alias);
        self.blueprint.put_into(&mut widget.blueprint_id);
        self.agent.put_into(&mut widget.agent_id);
        let settings = &mut widget.settings;
        self.theme.put_into(&mut settings.theme);
        self.brand.put_into(&mut settings.brand);
        self.layout.put_into(&mut settings.layout);
        self.title.put_into(&mut settings.title);
        self.intro.put_into(&mut settings.intro);
        self.initial.put_into(&mut settings.initial);
        self.placeholder.put_into(&mut settings.placeholder);
        self.session_seconds.put_into(&mut settings.session_seconds);
        self.languages.put_into(&mut settings.languages);
        self.plugins.put_into(&mut settings.plugins);
        for (feature, given) in self.features {
            let mut own = settings.features.remove(&feature);
            given.put_into(&mut own);
            settings.features.extend(own.map(|on| (feature, on)));
        }
    }
}

/// Like [`Given::put_into`] for what is empty when it is not set.
fn fill<T: Default>(place: &mut T, given: Given<T>) {
    match given {
        Given::Absent => {}
        Given::Null => *place = T::default(),
        Given::Value(value) => *place = value,
    }
}

fn features(input: &WidgetInput) -> [(Feature, Given<bool>); 18] {
    [
        (Feature::Stream, input.stream),
        (Feature::Verbose, input.verbose),
        (Feature::Tools, input.tools),
        (Feature::Unfurl, input.unfurl),
        (Feature::Math, input.math),
        (Feature::Carousel, input.carousel),
        (Feature::Form, input.form),
        (Feature::Attachments, input.attachments),
        (Feature::AutoScroll, input.auto_scroll),
        (Feature::StartFirst, input.start_first),
        (Feature::ContactCollection, input.contact_collection),
        (Feature::ExportConversation, input.export_conversation),
        (Feature::RestartConversation, input.restart_conversation),
        (Feature::Maximize, input.maximize),
        (Feature::MessagePeek, input.message_peek),
        (Feature::VoiceIn, input.voice_in),
        (Feature::VoiceOut, input.voice_out),
        (Feature::PoweredBy, input.powered_by),
    ]
}

/// The error for a malformed id, the same as for an id that does not exist.
fn unknown(field: &str) -> ApiError {
    ApiError::new(Code::UnprocessableEntity, format!("{field}: the team has no such object"))
}

/// Items between commas or line breaks; none at all is `null`.
fn list(given: Given<String>) -> Given<Vec<String>> {
    let items = |text: String| -> Vec<String> {
        text.split([',', '\n', '\r']).map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
    };
    match given.map(items) {
        Given::Value(items) if items.is_empty() => Given::Null,
        other => other,
    }
}

/// `shop.example` is that host, whatever the scheme and port; `https://shop.example/` is an origin.
fn pattern(item: &str) -> String {
    let item = item.strip_suffix('/').unwrap_or(item);
    if item == "*" || item.contains("://") { item.to_owned() } else { origin::domain_pattern(item) }
}

fn layout(name: &str) -> Result<Layout, ApiError> {
    match name {
        "bubble" | "popover" => Ok(Layout::Bubble),
        "inline" => Ok(Layout::Inline),
        "fullscreen" | "popout" => Ok(Layout::Fullscreen),
        _ => Err(ApiError::field("layout", "bubble, inline or fullscreen")),
    }
}

fn session_seconds(milliseconds: Given<u64>) -> Result<Given<u64>, ApiError> {
    match milliseconds {
        Given::Value(0) => Ok(Given::Null),
        Given::Value(ms) if !(SHORTEST_SESSION_MS..=LONGEST_SESSION_MS).contains(&ms) => {
            Err(ApiError::field("sessionDuration", "60000 to 3600000 milliseconds"))
        }
        given => Ok(given.map(|ms| ms / 1_000)),
    }
}
