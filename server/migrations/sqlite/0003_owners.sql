-- no-transaction
-- Owners: accounts, teams, and what a team has. A widget may have no agent now, so its table is made anew, which SQLite
-- does only with foreign keys off, and that only outside a transaction; inside, it is one again.

pragma foreign_keys = off;
begin immediate;

create table if not exists teams (
    id         text primary key,
    name       text not null,
    created_at bigint not null
) without rowid;

create table if not exists accounts (
    id            text primary key,
    email         text not null,
    email_lower   text not null unique,
    name          text not null,
    password_hash text not null,         -- PHC string
    active        boolean not null,
    created_at    bigint not null
) without rowid;

create table if not exists sign_ins (
    id         text primary key,
    account_id text not null references accounts (id),
    expires_at bigint not null
) without rowid;

create index if not exists sign_ins_by_end on sign_ins (expires_at);

create table if not exists members (
    team_id    text not null references teams (id),
    account_id text not null references accounts (id),
    role       text not null check (role in ('viewer', 'editor', 'owner')),
    primary key (team_id, account_id)
) without rowid;

create index if not exists members_by_account on members (account_id);

create table if not exists api_secrets (
    id         text primary key,
    team_id    text not null references teams (id),
    name       text not null,
    hash       text not null unique,
    last_four  text not null,
    created_at bigint not null
) without rowid;

create index if not exists api_secrets_of_team on api_secrets (team_id, created_at);

create table if not exists blueprints (
    id         text primary key,
    team_id    text not null references teams (id),
    name       text not null,
    settings   text not null,            -- JSON: core::settings::Settings
    origins    text not null,            -- JSON: a list of patterns
    revision   bigint not null,
    created_at bigint not null,
    updated_at bigint not null
) without rowid;

create index if not exists blueprints_of_team on blueprints (team_id, created_at);

create table if not exists files (
    id         text primary key,
    team_id    text not null references teams (id),
    name       text not null,
    kind       text not null check (kind in ('png', 'jpeg', 'gif', 'webp')),
    bytes      blob not null,
    created_at bigint not null
);

create index if not exists files_of_team on files (team_id, created_at);

-- What was there before belongs to one team.
insert into teams (id, name, created_at)
select 'first-team', 'First team', coalesce(min(created_at), 0) from agents having count(*) > 0;

alter table agents add column team_id text references teams (id);
alter table agents add column deleted boolean not null default false;
update agents set team_id = 'first-team';
create index agents_of_team on agents (team_id, created_at);

create table widgets_new (
    id           text primary key,
    team_id      text not null references teams (id),
    key          text not null unique,
    embed_token  text not null unique,
    caty_key     text not null unique,
    generation   bigint not null,
    agent_id     text references agents (id),
    blueprint_id text references blueprints (id),
    name         text not null,
    description  text not null,
    alias        text,
    meta         text not null,          -- JSON: an object
    origins      text not null,          -- JSON: a list of patterns
    settings     text not null,          -- JSON: core::settings::Settings
    active       boolean not null,
    deleted      boolean not null,
    revision     bigint not null,
    created_at   bigint not null,
    updated_at   bigint not null,
    unique (team_id, alias)
) without rowid;

insert into widgets_new
select id, 'first-team', key, embed_token, 'caty_' || lower(hex(randomblob(16))), 0, agent_id, null, name, '', null, '{}', origins,
    json_object('title', config ->> 'title', 'intro', config ->> 'intro', 'placeholder', config ->> 'placeholder',
        'initial', config ->> 'initial', 'brand', config ->> '$.theme.brand', 'position', config ->> 'position',
        'theme', json_object('name', coalesce(config ->> '$.theme.mode', 'auto')),
        'session_seconds', config -> 'session_seconds',
        'features', json_object('auto_scroll', config -> 'auto_scroll', 'stream', config -> 'stream', 'powered_by', config -> 'powered_by')),
    active, false, 0, created_at, created_at
from widgets;

drop table widgets;
alter table widgets_new rename to widgets;

create index widgets_of_team on widgets (team_id, created_at, id) where not deleted;
create index widgets_of_blueprint on widgets (blueprint_id) where blueprint_id is not null;

create table if not exists widget_files (
    widget_id text not null references widgets (id),
    slot      text not null check (slot in ('bar', 'user', 'bot', 'button')),
    file_id   text not null references files (id),
    primary key (widget_id, slot)
) without rowid;

-- Figures are kept with the conversation, in its own transactions, and summed from one index.
alter table conversations add column messages bigint not null default 0;
alter table conversations add column input_tokens bigint not null default 0;
alter table conversations add column output_tokens bigint not null default 0;

update conversations set
    messages = (select count(*) from messages m where m.conversation_id = conversations.id and not m.superseded),
    input_tokens = (select coalesce(sum(m.extras ->> '$.usage.input'), 0) from messages m where m.conversation_id = conversations.id),
    output_tokens = (select coalesce(sum(m.extras ->> '$.usage.output'), 0) from messages m where m.conversation_id = conversations.id);

create index conversations_of_widget on conversations (widget_id, last_activity_at, messages, input_tokens, output_tokens);

commit;
pragma foreign_keys = on;
