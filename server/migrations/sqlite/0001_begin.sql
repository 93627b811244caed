-- Times are milliseconds since 1970-01-01 UTC. Ids and JSON are text.

create table agents (
    id         text primary key,
    name       text not null,
    spec       text not null,           -- JSON: core::account::AgentSpec
    starters   text not null,           -- JSON: a list of texts
    language   text not null,
    created_at bigint not null
) without rowid;

create table widgets (
    id          text primary key,
    key         text not null unique,
    embed_token text not null unique,
    agent_id    text not null references agents (id),
    name        text not null,
    origins     text not null,          -- JSON: a list of patterns
    config      text not null,          -- JSON: shared::config::WidgetConfig
    active      boolean not null,
    created_at  bigint not null
) without rowid;

create table visitors (
    id          text primary key,
    widget_id   text not null references widgets (id),
    secret_hash text not null,
    locale      text,
    created_at  bigint not null,
    unique (widget_id, secret_hash)
) without rowid;

create table conversations (
    id               text primary key,
    widget_id        text not null references widgets (id),
    agent_id         text not null references agents (id),
    visitor_id       text not null references visitors (id),
    page_url         text,
    page_title       text,
    referrer         text,
    created_at       bigint not null,
    last_activity_at bigint not null,
    lead_captured    boolean not null default false,
    budget_since     bigint not null default 0,
    budget_answers   bigint not null default 0,
    budget_tokens    bigint not null default 0
) without rowid;

create index conversations_of_visitor on conversations (visitor_id, last_activity_at);

create table messages (
    id              text primary key,
    conversation_id text not null references conversations (id),
    seq             bigint not null,
    role            text not null check (role in ('user', 'agent')),
    status          text not null check (status in ('complete', 'streaming', 'stopped', 'interrupted', 'failed')),
    text            text not null,
    client_id       text,
    reply_to        text references messages (id),
    extras          text not null,      -- JSON: core::message::Extras
    feedback        text,               -- JSON: core::message::Feedback
    superseded      boolean not null default false,
    created_at      bigint not null,
    ended_at        bigint,
    unique (conversation_id, seq),
    -- The same client id in the same conversation is the same message, for ever.
    unique (conversation_id, client_id)
) without rowid;

create index answers_of_message on messages (reply_to, seq) where reply_to is not null;

-- A row exists exactly while its answer is being written: one at a time in a conversation.
create table runs (
    answer_id       text primary key references messages (id),
    conversation_id text not null unique references conversations (id),
    owner           text not null,
    lease_until     bigint not null
) without rowid;

create index runs_of_owner on runs (owner);

create table run_log (
    answer_id text not null references messages (id),
    first_seq bigint not null,
    last_seq  bigint not null,
    events    text not null,            -- JSON: a list of core::run::RunEvent
    primary key (answer_id, first_seq)
) without rowid;

create table leads (
    id              text primary key,
    agent_id        text not null references agents (id),
    email_lower     text not null,
    conversation_id text not null references conversations (id),
    email           text not null,
    name            text,
    phone           text,
    message         text,
    fields          text not null,      -- JSON: an object of texts
    updated_at      bigint not null,
    unique (agent_id, email_lower)
) without rowid;

create table events (
    id              integer primary key,
    conversation_id text not null references conversations (id),
    kind            text not null,
    payload         text,               -- JSON
    at              bigint not null
);

create index events_of_conversation on events (conversation_id, kind);

create virtual table passages using fts5 (
    agent_id unindexed,
    document unindexed,
    ordinal unindexed,
    url unindexed,
    text unindexed,
    title,
    plain,
    tokenize = 'porter unicode61 remove_diacritics 2'
);
