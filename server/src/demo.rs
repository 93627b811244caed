//! `parlor demo`: a shop page with a chat that knows this project's documentation.
