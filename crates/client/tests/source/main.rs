//! A source against the real gateway, against a dishonest one, and through ends of its process.

mod dishonest;
mod ending;
mod opening;
mod proposing;
mod running;
mod site;
