-- What conversations, addresses, widgets and teams have used in the period that runs. A row whose period has ended is
-- nothing. Addresses are pseudonyms.

create table budgets (
    scope   text not null check (scope in ('conversation', 'address', 'widget', 'team')),
    subject text not null,
    since   bigint not null,
    ends_at bigint not null,
    answers bigint not null,
    tokens  bigint not null,
    bytes   bigint not null,
    primary key (scope, subject)
);

create index budgets_by_end on budgets (ends_at);

-- Conversations were counted in their own rows, for 24 hours.
insert into budgets (scope, subject, since, ends_at, answers, tokens, bytes)
select 'conversation', id, budget_since, budget_since + 86400000, budget_answers, budget_tokens, 0
from conversations where budget_answers > 0;

alter table conversations drop column budget_since;
alter table conversations drop column budget_answers;
alter table conversations drop column budget_tokens;
