//! German, as the page speaks it.

use super::Words;
use crate::ipc::AlarmKind as K;

pub(super) const WORDS: Words = Words {
    look_at: |title| format!("Bitte ansehen: {title}"),
    alarm: |kind| match kind {
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
    outcomes: |n| format!("{n} Ergebnisse sind anzusehen"),
    at_the_top: "Sie stehen im Eingang ganz oben.",
    untaken: "Niemand hat es übernommen, und die Hälfte der Zeit ist um.",
    untaken_many: |n| format!("{n} Aktionen, die niemand übernommen hat"),
    untaken_first: |title| format!("Die Hälfte ihrer Zeit ist um. Am dringendsten: {title}"),
    arrived: |n| format!("{n} Aktionen warten auf Sie"),
    arrived_quietly: |n| format!("{n} Aktionen kamen in der Ruhezeit"),
    first: |title| format!("Am dringendsten: {title}"),
    review: "Ansehen",
    put_off: "10 min zurückstellen",
    open: "Fermata öffnen",
    quit: "Beenden",
    waiting: |n| match n {
        0 => "Fermata: nichts wartet".to_owned(),
        1 => "Fermata: 1 wartet".to_owned(),
        n => format!("Fermata: {n} warten"),
    },
    offline: |n| match n {
        1 => "Fermata: offline, 1 wartet".to_owned(),
        n => format!("Fermata: offline, {n} warten"),
    },
    goes_on: "Fermata läuft weiter",
    in_tray: "Es ist im Infobereich; über das Menü dort wird es beendet.",
    minimised: "Das Fenster wurde minimiert, weil dieser Desktop keinen Infobereich zeigt. Strg+Q beendet es.",
};
