//! German, as the page speaks it. A source is called by its name, which has no gender.

use fermata_protocol::payload::OutcomeStatus;

use super::{Alarms, Told, Undo, Within};
use crate::{ipc::AlarmKind as K, words::de::closed};

pub(in crate::words) const WORDS: Alarms = Alarms {
    title: |kind| match kind {
        K::ExecutedOther => "Es lief etwas anderes als das Freigegebene",
        K::ExecutedWithoutApproval => "Es lief, ohne dass es freigegeben war",
        K::OutcomeOutOfOrder => "Die Quelle widerspricht sich",
        K::Forked => "Das Protokoll wurde nicht allen gleich gezeigt",
        K::KeyForked => "Ein Signaturschlüssel ist womöglich kopiert",
        K::Unknown => "Niemand weiß, ob es lief",
        K::Failed => "Freigegeben und fehlgeschlagen",
        K::Refused => "Freigegeben und von der Quelle abgelehnt",
        K::NotRun => "Freigegeben und von niemandem angenommen",
        K::NoWord => "Angenommen, und seither keine Meldung",
    },
    what: |source, told| {
        match told {
        Told::ExecutedOther => format!("{source} meldet, etwas anderes ausgeführt zu haben als das, was freigegeben war."),
        Told::ExecutedUnnamed => format!("{source} meldet, eine andere Aktion ausgeführt zu haben als die freigegebene, und sagt nicht, welche."),
        Told::ExecutedWithoutApproval(status) => format!("{source} meldet, dies ausgeführt zu haben; es ist aber {}.", closed(status)),
        Told::After(status, before) => format!("{source} meldet „{}“, obwohl vorher „{}“ gemeldet war.", outcome(status), outcome(before)),
        Told::Although(status, stands) => format!("{source} meldet „{}“; es ist aber {}.", outcome(status), closed(stands)),
        Told::OutOfOrder => format!("{source} hat etwas gemeldet, das nicht zu dem passt, was vorher kam."),
        Told::Forked(Some(who)) => format!("{who} hat signiert, zu diesem Vorgang andere Einträge gesehen zu haben als die in diesem Protokoll."),
        Told::Forked(None) => "Das Gateway hat für Ihre Entscheidung signiert, dass dieser Vorgang andere Einträge hatte als jetzt in diesem Protokoll.".to_owned(),
        Told::KeyForked(who) => {
            let key = who.map_or_else(|| "Ein Schlüssel".to_owned(), |who| format!("Der Schlüssel von {who}"));
            format!("{key} hat zwei Entscheidungen signiert, die nicht beide auf dieselbe vorige folgen können.")
        }
        Told::Unknown => format!("{source} wurde unterbrochen, während dies lief, und kann nicht sagen, ob es geschehen ist."),
        Told::Failed => format!("{source} meldet, dass dies lief und fehlschlug."),
        Told::Refused(why) => format!("{source} hat es nicht ausgeführt: {why}."),
        Told::NotRun(minutes) => format!("{source} hat seit {minutes} Minuten nichts dazu gemeldet."),
        Told::NoWord(minutes) => format!("{source} hat die Freigabe geprüft und begonnen, aber seit {minutes} Minuten nicht gemeldet, wie es ausging."),
    }
    },
    means: |kind| match kind {
        K::ExecutedOther | K::ExecutedWithoutApproval => {
            "Was lief, hat niemand signiert. Entweder prüft die Quelle nicht, was sie ausführt, oder jemand anderes führt in ihrem Namen aus."
        }
        K::OutcomeOutOfOrder => {
            "Eine ihrer Meldungen ist falsch; was hier steht, muss also nicht das sein, was geschah."
        }
        K::Forked => {
            "Entweder wurde das Protokoll aus einer älteren Kopie wiederhergestellt, oder sein Gateway zeigt nicht allen dasselbe. Was signiert ist, gilt weiter: Eine Quelle führt nichts anderes aus."
        }
        K::KeyForked => {
            "Entweder signiert irgendwo eine Kopie des Schlüssels, oder der Rechner wurde auf einen älteren Stand zurückgesetzt. Beide Signaturen sind echt."
        }
        K::Unknown => "Es kann geschehen sein, einmal. Es wird nicht von selbst wiederholt.",
        K::Failed => "Es kann zum Teil geschehen sein. Es wird nicht von selbst wiederholt.",
        K::Refused => {
            "Nichts lief. Es wird nicht von selbst wiederholt; der Agent hat es erfahren."
        }
        K::NotRun => {
            "Nach dem Protokoll lief nichts. Der Agent läuft womöglich nicht oder erreicht das Gateway nicht."
        }
        K::NoWord => "Es kann geschehen sein. Der Agent ist womöglich langsam oder läuft nicht.",
    },
    todo: |kind, facts| {
        let (source, undo) = (facts.source, facts.undo);
        match kind {
            K::ExecutedOther | K::ExecutedWithoutApproval => format!("Halten Sie {source} oder den Agenten dahinter an, damit von dort nichts weiter läuft. Sehen Sie im anderen System nach, was wirklich geschehen ist. {undo}"),
            K::OutcomeOutOfOrder => format!("Sehen Sie im anderen System nach, ob es geschehen ist und wie oft. Halten Sie {source} an, wenn das so weitergeht. {undo}"),
            K::Forked => "Fragen Sie, wer das Gateway betreibt, ob das Protokoll wiederhergestellt wurde. Wenn nicht, sichern Sie zuerst den Nachweis unter Rohdaten und vergleichen Sie ihn mit dem einer anderen Person: `fermata verify` nennt, was abweicht.".to_owned(),
            K::KeyForked => "Fragen Sie die Person, ob beide Entscheidungen von ihr sind. Wenn nicht, lassen Sie das Gerät sofort von der Teamliste streichen und sehen Sie an, was es entschieden hat.".to_owned(),
            K::Unknown => format!("Sehen Sie im anderen System nach, ob es geschehen ist, bevor es jemand wiederholt. {undo}"),
            K::Failed => format!("Sehen Sie im anderen System nach, was halb getan ist. Soll es noch geschehen, muss der Agent neu fragen. {undo}"),
            K::Refused => "Sehen Sie, ob es noch geschehen soll; dann muss der Agent neu fragen.".to_owned(),
            K::NotRun => format!("Sehen Sie nach, ob {source} läuft. Bis {} UTC kann dies noch ausgeführt werden; halten Sie es an, wenn es nicht so spät laufen soll.", facts.until),
            K::NoWord => format!("Sehen Sie nach, ob {source} läuft, und im anderen System, ob es geschehen ist. {undo}"),
        }
    },
    undo: |undo| match undo {
        Undo::No => "Der Vertrag nennt nichts, was es rückgängig macht.".to_owned(),
        Undo::Yes(Some(tool), within) => {
            format!("Laut Vertrag macht {tool} es{} rückgängig.", span(within))
        }
        Undo::Yes(None, within) => format!(
            "Laut Vertrag lässt es sich{} rückgängig machen.",
            span(within)
        ),
    },
};

/// What a source reports, as one word of it.
fn outcome(status: OutcomeStatus) -> &'static str {
    match status {
        OutcomeStatus::Accepted => "angenommen",
        OutcomeStatus::Refused => "abgelehnt",
        OutcomeStatus::Executed => "ausgeführt",
        OutcomeStatus::Failed => "fehlgeschlagen",
        OutcomeStatus::Compensated => "rückgängig gemacht",
        OutcomeStatus::Unknown => "unklar, ob ausgeführt",
    }
}

fn span(within: Option<Within>) -> String {
    let Some(within) = within else {
        return String::new();
    };
    let (n, one, more) = match within {
        Within::Minutes(n) => (n, "Minute", "Minuten"),
        Within::Hours(n) => (n, "Stunde", "Stunden"),
        Within::Days(n) => (n, "Tag", "Tagen"),
    };
    let unit = if n == 1 { one } else { more };
    format!(" innerhalb von {n} {unit}")
}
