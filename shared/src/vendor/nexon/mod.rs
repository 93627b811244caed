//! NexonTech: `/api/widget/{init,chat}`.
