-- Owners: accounts, teams, and what a team has. A widget may have no agent now.

create table teams (
    id         text primary key,
    name       text not null,
    created_at bigint not null
);

create table accounts (
    id            text primary key,
    email         text not null,
    email_lower   text not null unique,
    name          text not null,
    password_hash text not null,         -- PHC string
    active        boolean not null,
    created_at    bigint not null
);

create table sign_ins (
    id         text primary key,
    account_id text not null references accounts (id),
    expires_at bigint not null
);

create index sign_ins_by_end on sign_ins (expires_at);

create table members (
    team_id    text not null references teams (id),
    account_id text not null references accounts (id),
    role       text not null check (role in ('viewer', 'editor', 'owner')),
    primary key (team_id, account_id)
);

create index members_by_account on members (account_id);

create table api_secrets (
    id         text primary key,
    team_id    text not null references teams (id),
    name       text not null,
    hash       text not null unique,
    last_four  text not null,
    created_at bigint not null
);

create index api_secrets_of_team on api_secrets (team_id, created_at);

create table blueprints (
    id         text primary key,
    team_id    text not null references teams (id),
    name       text not null,
    settings   text not null,            -- JSON: core::settings::Settings
    origins    text not null,            -- JSON: a list of patterns
    revision   bigint not null,
    created_at bigint not null,
    updated_at bigint not null
);

create index blueprints_of_team on blueprints (team_id, created_at);

create table files (
    id         text primary key,
    team_id    text not null references teams (id),
    name       text not null,
    kind       text not null check (kind in ('png', 'jpeg', 'gif', 'webp')),
    bytes      bytea not null,
    created_at bigint not null
);

create index files_of_team on files (team_id, created_at);

-- What was there before belongs to one team.
insert into teams (id, name, created_at)
select 'first-team', 'First team', min(created_at) from agents having count(*) > 0;

alter table agents add column team_id text references teams (id);
alter table agents add column deleted boolean not null default false;
update agents set team_id = 'first-team';
create index agents_of_team on agents (team_id, created_at);

alter table widgets alter column agent_id drop not null;
alter table widgets add column team_id text references teams (id);
alter table widgets add column caty_key text;
alter table widgets add column generation bigint not null default 0;
alter table widgets add column blueprint_id text references blueprints (id);
alter table widgets add column description text not null default '';
alter table widgets add column alias text;
alter table widgets add column meta text not null default '{}';
alter table widgets add column settings text not null default '{}';
alter table widgets add column deleted boolean not null default false;
alter table widgets add column revision bigint not null default 0;
alter table widgets add column updated_at bigint;

update widgets set
    team_id = 'first-team',
    caty_key = 'caty_' || replace(gen_random_uuid()::text, '-', ''),
    updated_at = created_at,
    settings = json_build_object('title', config::json ->> 'title', 'intro', config::json ->> 'intro',
        'placeholder', config::json ->> 'placeholder', 'initial', config::json ->> 'initial',
        'brand', config::json -> 'theme' ->> 'brand', 'position', config::json ->> 'position',
        'theme', json_build_object('name', coalesce(config::json -> 'theme' ->> 'mode', 'auto')),
        'session_seconds', config::json -> 'session_seconds',
        'features', json_build_object('auto_scroll', config::json -> 'auto_scroll', 'stream', config::json -> 'stream',
            'powered_by', config::json -> 'powered_by'))::text;

alter table widgets drop column config;
alter table widgets alter column team_id set not null;
alter table widgets alter column caty_key set not null;
alter table widgets alter column updated_at set not null;
alter table widgets add unique (caty_key);
alter table widgets add unique (team_id, alias);

create index widgets_of_team on widgets (team_id, created_at, id) where not deleted;
create index widgets_of_blueprint on widgets (blueprint_id) where blueprint_id is not null;

create table widget_files (
    widget_id text not null references widgets (id),
    slot      text not null check (slot in ('bar', 'user', 'bot', 'button')),
    file_id   text not null references files (id),
    primary key (widget_id, slot)
);

-- Figures are kept with the conversation, in its own transactions, and summed from one index.
alter table conversations add column messages bigint not null default 0;
alter table conversations add column input_tokens bigint not null default 0;
alter table conversations add column output_tokens bigint not null default 0;

update conversations c set
    messages = (select count(*) from messages m where m.conversation_id = c.id and not m.superseded),
    input_tokens = (select coalesce(sum((m.extras::json -> 'usage' ->> 'input')::bigint), 0) from messages m where m.conversation_id = c.id),
    output_tokens = (select coalesce(sum((m.extras::json -> 'usage' ->> 'output')::bigint), 0) from messages m where m.conversation_id = c.id);

create index conversations_of_widget on conversations (widget_id, last_activity_at, messages, input_tokens, output_tokens);
