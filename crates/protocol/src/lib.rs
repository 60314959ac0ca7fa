//! What crosses a process boundary, and what every reader must check
