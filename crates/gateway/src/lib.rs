//! The service between agents and desks
