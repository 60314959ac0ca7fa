//! The client's calls: against a gateway that misbehaves on purpose, and against the real one.

mod answers;
mod following;
mod sessions;
mod site;
