//! Spans in the order of a waterfall: each followed by those that stand in it.

use std::collections::HashMap;

use super::otlp::Span;

/// Every span once, with how many it stands in. What stands in nothing that was sent, or in itself by a circle, begins a tree of its own.
pub(super) fn ordered(spans: &[Span]) -> Vec<(usize, &Span)> {
    let mut by_start: Vec<usize> = (0..spans.len()).collect();
    by_start.sort_by_key(|&n| spans[n].times.map_or(u64::MAX, |(start, _)| start));
    let mut ids: HashMap<&str, usize> = HashMap::new();
    for (n, span) in spans.iter().enumerate() {
        if !span.id.is_empty() {
            ids.entry(&span.id).or_insert(n);
        }
    }
    let parent = |n: usize| ids.get(spans[n].parent.as_str()).copied();
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); spans.len()];
    let (mut below, mut roots) = (Vec::new(), Vec::new());
    for n in by_start {
        match parent(n) {
            Some(over) if over != n => {
                children[over].push(n);
                below.push(n);
            }
            _ => roots.push(n),
        }
    }
    // Those in a circle hang below no root: the earliest of each circle is taken for one.
    roots.extend(below);
    let mut placed = vec![false; spans.len()];
    let mut order = Vec::with_capacity(spans.len());
    for root in roots {
        let mut waiting = vec![(0, root)];
        while let Some((depth, n)) = waiting.pop() {
            if std::mem::replace(&mut placed[n], true) {
                continue;
            }
            order.push((depth, &spans[n]));
            waiting.extend(children[n].iter().rev().map(|&child| (depth + 1, child)));
        }
    }
    order
}
