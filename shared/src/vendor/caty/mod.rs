//! Caty: `/api/widget/{config,session,message,track,proactive,lead}`.
