//! The project's own documentation.

use super::Case;

pub(super) const QUESTIONS: &[Case] = &[
    ("How do I paste the widget?", "Paste the snippet"),
    ("What is the data-key?", "Paste the snippet"),
    ("How do I start the demo?", "Try the demo"),
    ("How can I set the title with an attribute?", "Options as attributes of the snippet (title, position, theme …)"),
    ("When is the WebAssembly bundle loaded?", "What the browser loads and when"),
    ("Show me a table", "Show a table"),
    ("Show me a formula", "Show a formula"),
    ("Show me some code", "Show code in colours"),
    ("Does the chat work without JavaScript?", "Visitors without JavaScript"),
    ("Does it work in a single-page app?", "Single-page applications"),
    ("The launcher does not show up, why?", "The launcher does not appear (the chat is not showing on my site)"),
    ("Which methods does the chat have?", "Methods of the chat (open, close, send …)"),
    ("How do I destroy the chat?", "Methods of the chat (open, close, send …)"),
    ("Can I open the chat with my own button?", "Open the chat from your own button"),
    ("Which events does the widget fire?", "Listen to events (open, message, lead …)"),
    ("Can I call Parlor before the script has loaded?", "Call before the loader has loaded"),
    ("How do I change the brand color?", "Change the colour (brand color)"),
    ("Is there a dark mode?", "Dark mode"),
    ("How do I change the font?", "Theme tokens: font, roundness (rounded corners), density and shadow"),
    ("Which custom properties can a page set?", "CSS custom properties (variables)"),
    ("Can I use custom CSS?", "Custom CSS"),
    ("Is there a high contrast theme?", "High contrast"),
    ("Why was my palette changed?", "What was changed in a palette, and why"),
    ("How do I make the chat inline?", "Layouts: bubble, inline and fullscreen"),
    ("Can visitors drag the launcher?", "Move the launcher to another corner (left, right, top)"),
    ("Can I put the chat in an iframe?", "Show the chat in a frame (iframe)"),
    ("Can I remove \"Powered by\"?", "Hide the branding: remove \"Powered by Parlor\""),
    ("Can I use the keyboard to close it?", "Keyboard and focus"),
    ("Does it work with screen readers?", "Screen readers"),
    ("Does it support Arabic and Hebrew?", "Right-to-left languages: Arabic and Hebrew (RTL)"),
    ("Which language does the chat speak?", "Which languages does the chat speak?"),
    ("Can visitors speak instead of typing?", "Voice input: speak instead of type (microphone)"),
    ("Can answers be read aloud?", "Voice output: read answers aloud (text to speech)"),
    ("What is PARLOR_VOICE_URL?", "Voice service (PARLOR_VOICE_URL)"),
    ("Which CSP directives are needed?", "Content security policy (CSP): which directives are needed"),
    ("What does wasm-unsafe-eval allow?", "Content security policy (CSP): which directives are needed"),
    ("Can I use a nonce?", "Nonce on the snippet"),
    ("How do I open a conversation with the API?", "Open a conversation: init"),
    ("How long is a token valid?", "Token and authentication"),
    ("What is the Idempotency-Key for?", "Idempotency: retry without sending twice"),
    ("How do I resume a stream after the connection was lost?", "Resume a stream after a lost connection"),
    ("Which events does the stream have, start, token, done?", "Stream an answer"),
    ("How do I regenerate an answer?", "Regenerate an answer"),
    ("How do I fetch older messages?", "History of messages"),
    ("How can visitors give a thumbs down?", "Feedback: thumbs up or down"),
    ("How do I collect e-mail addresses?", "Collect leads: ask for an e-mail address or phone number"),
    ("Can I ask for contact details before the chat?", "Collect leads: ask for an e-mail address or phone number"),
    ("What is exit intent?", "Proactive messages: invite visitors by rules (time, scroll, exit intent)"),
    ("Can the agent speak first?", "The agent speaks first (welcome message)"),
    ("How do I switch off the note in the page title?", "Unread answers: badge, title and sound (notifications)"),
    ("What is the error code when I am rate limited?", "Error codes of the API"),
    ("Which kinds of agents are there?", "Kinds of agents"),
    ("Which files does the knowledge agent read?", "What the knowledge agent reads"),
    ("Can I use OpenAI or Ollama?", "Connect a language model of your own"),
    ("How does an agent send a carousel?", "Block format: a carousel of cards"),
    ("Which fields can a form have?", "Block format: a form with fields"),
    ("How do I get the values of a submitted form?", "When a form is submitted"),
    ("How do I switch the carousel off?", "Switch carousels, forms and formulas on or off"),
    ("How do I verify the signature of a webhook?", "Verify a webhook's signature"),
    ("Which port does the server listen on?", "Address and port to listen on"),
    (
        "How do I set X-Forwarded-For behind a proxy?",
        "Visitors' addresses behind a proxy (X-Forwarded-For, trusted proxies)",
    ),
    ("How do I use postgres as the database?", "Database address (SQLite, PostgreSQL)"),
    ("Do I need PostgreSQL for more than one node?", "SQLite or PostgreSQL: which database? Several servers (nodes)"),
    ("What is PARLOR_SECRET?", "Signing secret (PARLOR_SECRET)"),
    ("How many answers may a conversation get per day?", "How many messages and answers: daily budgets"),
    ("How do I write logs as JSON?", "Logging"),
    ("Is there a health check?", "Health checks"),
    ("Are there Prometheus metrics?", "Metrics for Prometheus"),
    ("What happens on SIGTERM?", "Shutdown and draining (SIGTERM, restart)"),
    ("How do I back up the data?", "Backup and restore (back up your data)"),
    ("What if the disk is full?", "Disk full"),
    ("What happens to an answer when the server crashes?", "Crashes and interrupted answers"),
    ("Does Parlor set cookies?", "Cookies"),
    ("What personal data is stored?", "What is stored about a visitor (personal data)"),
    ("May I use a wildcard for allowed origins?", "Patterns for allowed origins (wildcards)"),
    ("Can an answer contain scripts or raw HTML?", "Answers are shown without HTML or scripts (XSS)"),
    ("Are images in answers shown?", "Pictures (images) in answers"),
    ("How long can a message be?", "How long can a message be?"),
    ("Where do I put the Caty API key?", "Caty API key: X-API-Key"),
    ("How is the engagement score made?", "Track behavior: the engagement score (Caty)"),
    ("How is the lead score made?", "Lead score (Caty)"),
    ("Which intents are there?", "Intent and confidence of a message (Caty)"),
    ("Does the ChatBotKit SDK work?", "ChatBotKit's widget API"),
    ("How long does a ChatBotKit session last?", "ChatBotKit session"),
    ("Does a clone share the files?", "ChatBotKit clone and delete"),
    ("How do I translate a widget's texts with setup?", "ChatBotKit setup and languages"),
    ("Do I need an LLM?", "Do I need a language model (LLM)?"),
    ("How do I create an account for an owner?", "Create an account"),
    ("How does an owner sign in?", "Sign in as an owner"),
    ("How do I get an API secret?", "API secrets of a team (API keys for programs)"),
    ("Which roles can members have?", "Members and roles"),
    ("How do I upload documents for an agent?", "Manage agents and upload their documents"),
    ("What does a blueprint do?", "Blueprints: shared settings"),
    ("How do I replace a leaked key?", "Replace a key that leaked (rotate a key or token)"),
    ("How do I delete a widget?", "Delete a widget"),
    ("How do I use a NodeLoom client?", "Point a NodeLoom client at Parlor"),
    ("How do I let visitors attach files?", "Let visitors attach files (upload pictures and documents)"),
    ("Which file types may be uploaded, PDF or Word?", "Which file types can be attached"),
    ("How large may an attachment be?", "Maximum file size: how large and how many attachments"),
    ("Is EXIF location removed from photos?", "Photos lose their location (EXIF)"),
    ("Does the agent read attached documents?", "Does the agent read attached files?"),
    ("How do I upload an attachment with the API?", "Upload an attachment with the API"),
    ("How do I store attached files in S3 or MinIO?", "Where attached files are kept (folder, S3, MinIO)"),
    ("Where are the statistics of a widget?", "Statistics of a widget (analytics)"),
];

/// The bench's questions name sections that there are.
#[test]
fn the_benchs_questions_name_headings_of_the_documentation() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let passages = parlor::agent::knowledge::read_folder(&root.join("../docs"), None).unwrap();
    let questions = ["data/questions.json", "data/questions-unseen.json"].into_iter().flat_map(|name| {
        let text = std::fs::read_to_string(root.join(name)).unwrap();
        let file: serde_json::Value = serde_json::from_str(&text).unwrap();
        file["questions"].as_array().unwrap().clone()
    });
    for question in questions {
        let heading = &question["heading"];
        let headings = heading.as_array().map_or(std::slice::from_ref(heading), Vec::as_slice);
        for heading in headings.iter().filter_map(serde_json::Value::as_str) {
            assert!(passages.iter().any(|passage| super::last(passage) == heading), "{question}");
        }
    }
}
