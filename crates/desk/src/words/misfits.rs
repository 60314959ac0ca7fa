//! What is wrong with a value of an edit, in German. In English it says so itself.

use fermata_protocol::contract::{Misfit, ValueKind};

pub(super) fn de(misfit: &Misfit) -> String {
    match misfit {
        Misfit::NotKnown => "Kennt dieses Werkzeug nicht".to_owned(),
        Misfit::Missing => "Fehlt".to_owned(),
        Misfit::Kinds(kinds) => {
            let kinds: Vec<&str> = kinds.iter().map(|kind| word(*kind)).collect();
            format!("Muss {} sein", kinds.join(" oder "))
        }
        Misfit::OneOf(options) => format!("Muss eines hiervon sein: {}", options.join(", ")),
        Misfit::Only(value) => format!("Muss {value} sein"),
        Misfit::AtLeast(limit) => format!("Muss mindestens {limit} sein"),
        Misfit::AtMost(limit) => format!("Darf höchstens {limit} sein"),
        Misfit::MoreThan(limit) => format!("Muss mehr als {limit} sein"),
        Misfit::LessThan(limit) => format!("Muss weniger als {limit} sein"),
        Misfit::MultipleOf(unit) => format!("Muss ein Vielfaches von {unit} sein"),
        Misfit::Longer(1) => "Darf nicht leer sein".to_owned(),
        Misfit::Longer(limit) => format!("Braucht mindestens {limit} Zeichen"),
        Misfit::Shorter(limit) => format!("Darf höchstens {limit} Zeichen haben"),
        Misfit::Form(pattern) => format!("Muss die Form {pattern} haben"),
        Misfit::MoreEntries(1) => "Braucht mindestens einen Eintrag".to_owned(),
        Misfit::MoreEntries(limit) => format!("Braucht mindestens {limit} Einträge"),
        Misfit::FewerEntries(limit) => format!("Darf höchstens {limit} Einträge haben"),
        Misfit::Twice => "Hat denselben Eintrag zweimal".to_owned(),
        Misfit::LacksEntry => "Ein Eintrag, den es braucht, fehlt".to_owned(),
        Misfit::TooManyEntries => "Hat zu viele Einträge".to_owned(),
        Misfit::MoreValues(limit) => format!("Braucht mindestens {limit} Werte"),
        Misfit::FewerValues(limit) => format!("Darf höchstens {limit} Werte haben"),
        Misfit::BadName => "Hat einen Namen, der nicht erlaubt ist".to_owned(),
        Misfit::NotHere => "Ist hier nicht erlaubt".to_owned(),
        Misfit::NoForm => "Hat keine der erlaubten Formen".to_owned(),
        Misfit::SeveralForms => "Passt zu mehreren Formen, wo nur eine passen darf".to_owned(),
        Misfit::BadForm => "Hat eine Form, die nicht erlaubt ist".to_owned(),
        Misfit::NotChecked => "Lässt sich mit dem Schema des Vertrags nicht prüfen".to_owned(),
    }
}

fn word(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Empty => "leer",
        ValueKind::YesOrNo => "ja oder nein",
        ValueKind::WholeNumber => "eine ganze Zahl",
        ValueKind::Number => "eine Zahl",
        ValueKind::Text => "Text",
        ValueKind::List => "eine Liste",
        ValueKind::Group => "eine Gruppe von Werten",
    }
}
