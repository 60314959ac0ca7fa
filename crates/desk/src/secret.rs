//! What a contract masks: where it stands in the arguments, and what of it this person uncovered.
//!
//! Here: arguments without the masked values, and an edit of them with these values put back.
//! Uncovering is a signed note (`note`), and holds once the log has it.
//! Not here: the mask on screen, which is part of the view that a decision signs (`fermata_protocol::view`).

use std::collections::HashSet;

use fermata_protocol::{
    Code, Name,
    escape::Multiline,
    fold::{Mark, What},
    payload::{Arguments, NoteType},
    view::ViewValue,
};
use serde_json::Value;

use crate::{DeskError, Fault, Item, ipc::RunView, ipc::UiErrorCode, views::escaped};

/// Begins what stands for a masked value in arguments that leave the desk's core; a number follows, so that each counts at its own place alone.
const MASK: &str = "••••••••";

fn mask(n: usize) -> String {
    format!("{MASK}{}", n + 1)
}

impl Item {
    /// Every masked value of the arguments, by RFC 6901 pointer.
    pub(crate) fn secrets(&self) -> Vec<&str> {
        let secret = |value: &ViewValue| matches!(value, ViewValue::Secret(_));
        let fields = self.view.fields.iter();
        fields
            .filter(|field| secret(&field.value))
            .map(|field| field.pointer.as_str())
            .collect()
    }

    /// Those that stay masked for this person: they uncovered none of these on record.
    pub(crate) fn masked_for(&self, person: &Name) -> Vec<&str> {
        let history = self.state.history().iter();
        let uncovered: Vec<&str> = history
            .filter(|event| event.mark == Mark::Counts && event.by.as_ref() == Some(person))
            .filter_map(|event| match &event.what {
                What::Noted {
                    kind: NoteType::Revealed,
                    body,
                } => body.pointer.as_deref(),
                _ => None,
            })
            .collect();
        let mut masked = self.secrets();
        masked.retain(|pointer| !uncovered.contains(pointer));
        masked
    }

    /// Whether the proposal's bytes hold something masked that this person did not uncover: in the arguments, or in the record beside them.
    pub(crate) fn bytes_hold_masked(&self, person: &Name) -> bool {
        let own = self.proposal.action.as_ref();
        let own = own.map(|action| self.view_with(&action.arguments));
        let view = own.as_ref().unwrap_or(&self.view);
        let secrets: HashSet<&str> = self.secrets().into_iter().collect();
        let masked: HashSet<&str> = self.masked_for(person).into_iter().collect();
        // Only a value that stands in the arguments now can be uncovered.
        let uncovered = |at: &str| {
            at.strip_prefix("/action/arguments")
                .is_some_and(|at| secrets.contains(at) && !masked.contains(at))
        };
        let same = own_arguments(self) == self.state.arguments();
        view.leaves()
            .iter()
            .any(|(at, value)| matches!(value, ViewValue::Secret(_)) && !(same && uncovered(at)))
    }

    /// Of what is masked for this person, what an edit gives another value; where the mask was left, nothing is said of what is under it.
    pub(crate) fn overwritten(&self, person: &Name, edit: &str) -> Vec<&str> {
        let edit: Value = serde_json::from_str(edit).unwrap_or_default();
        let left = |n: usize, pointer: &str| {
            edit.pointer(pointer).and_then(Value::as_str) == Some(&mask(n))
        };
        let masked: HashSet<&str> = self.masked_for(person).into_iter().collect();
        let all = self.secrets().into_iter().enumerate();
        all.filter(|(n, pointer)| masked.contains(pointer) && !left(*n, pointer))
            .map(|(_, pointer)| pointer)
            .collect()
    }

    /// What must be typed to confirm, or the mask as long as that is masked: then nothing that can be typed fits.
    pub(crate) fn confirm_shown(&self, person: &Name) -> Option<String> {
        let value = self.terms.confirm_value(self.state.arguments()?)?;
        let masked = self.terms.confirm.as_deref();
        let masked = masked.is_some_and(|at| self.masked_for(person).contains(&at));
        Some(if masked { MASK.to_owned() } else { value })
    }

    /// The arguments as they stand, without the values at these pointers.
    pub(crate) fn arguments_without(&self, masked: &[&str]) -> Arguments {
        let mut arguments = Value::Object(self.state.arguments().cloned().unwrap_or_default());
        let masked: HashSet<&str> = masked.iter().copied().collect();
        for (n, pointer) in self.secrets().into_iter().enumerate() {
            if let Some(value) = arguments.pointer_mut(pointer)
                && masked.contains(pointer)
            {
                *value = Value::from(mask(n));
            }
        }
        match arguments {
            Value::Object(arguments) => arguments,
            _ => Arguments::default(),
        }
    }

    /// A value that was uncovered, as text.
    pub(crate) fn uncovered(&self, pointer: &str) -> Option<Vec<RunView>> {
        let arguments = Value::Object(self.state.arguments()?.clone());
        let value = arguments.pointer(pointer)?;
        Some(match value {
            Value::String(text) => escaped(text, Multiline::Yes),
            other => escaped(&other.to_string(), Multiline::No),
        })
    }
}

/// An edit's arguments as they would be signed: strict JSON, and what is still masked in them as it was.
///
/// # Errors
/// In words, when it is no JSON object that can be signed, or a mask stands where no masked value was.
pub(crate) fn read_edit(item: &Item, text: &str) -> Result<Arguments, DeskError> {
    let bad = |fault: Fault<'_>| DeskError::now(UiErrorCode::BadArguments, fault);
    let read = |bytes: &[u8]| fermata_protocol::json::read::<Arguments>(bytes);
    let not_signed = |code: Code| bad(Fault::NotJson(code));
    let mut edited = Value::Object(read(text.as_bytes()).map_err(not_signed)?);
    let original = Value::Object(item.state.arguments().cloned().unwrap_or_default());
    for (n, pointer) in item.secrets().into_iter().enumerate() {
        if let (Some(value), Some(original)) =
            (edited.pointer_mut(pointer), original.pointer(pointer))
            && value.as_str() == Some(&mask(n))
        {
            *value = original.clone();
        }
    }
    match edited {
        Value::Object(edited) if !edited.values().any(holds_mask) => Ok(edited),
        _ => Err(bad(Fault::MaskMoved)),
    }
}

fn own_arguments(item: &Item) -> Option<&Arguments> {
    item.proposal
        .action
        .as_ref()
        .map(|action| &action.arguments)
}

fn holds_mask(value: &Value) -> bool {
    match value {
        Value::String(text) => text.starts_with(MASK),
        Value::Array(items) => items.iter().any(holds_mask),
        Value::Object(members) => members.values().any(holds_mask),
        _ => false,
    }
}
