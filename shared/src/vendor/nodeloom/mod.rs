//! NodeLoom: `/api/teams/{teamId}/widgets` and `/api/widget-chat`.
