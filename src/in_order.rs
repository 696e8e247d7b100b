//! Work on all cores whose results come in the order of the items, and never pile up. It knows nothing of what is worked on.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// How many results may wait for an earlier one.
const WINDOW: usize = 64;

/// Results that wait, and how many have been taken.
struct Shelf<R> {
    ready: BTreeMap<usize, R>,
    taken: usize,
    /// Whether a thread has panicked: its result will never come.
    broken: bool,
}

/// Says that a thread has panicked, so that nobody waits for it.
struct Watch<'w, R> {
    shelf: &'w Mutex<Shelf<R>>,
    bells: [&'w Condvar; 2],
}

impl<R> Drop for Watch<'_, R> {
    fn drop(&mut self) {
        if thread::panicking() {
            lock(self.shelf).broken = true;
            self.bells.iter().for_each(|bell| bell.notify_all());
        }
    }
}

/// Calls `take` with `work(item)` for each of `items`, in their order, on this thread. `work` runs on all cores, and where it
/// panics so does this; where there is only one item it runs here, since a thread costs more than a file.
pub fn in_order<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync, mut take: impl FnMut(R)) {
    let threads = thread::available_parallelism().map_or(1, usize::from).min(items.len());
    if threads < 2 {
        items.iter().for_each(|item| take(work(item)));
        return;
    }
    let shelf = Mutex::new(Shelf { ready: BTreeMap::new(), taken: 0, broken: false });
    let (came, went, next) = (Condvar::new(), Condvar::new(), AtomicUsize::new(0));
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let _watch = Watch { shelf: &shelf, bells: [&came, &went] };
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(index) else { break };
                    let result = work(item);
                    let wait = |shelf: &mut Shelf<R>| index > shelf.taken + WINDOW && !shelf.broken;
                    let mut shelf = went.wait_while(lock(&shelf), wait).unwrap_or_else(PoisonError::into_inner);
                    shelf.ready.insert(index, result);
                    came.notify_one();
                }
            });
        }
        for index in 0..items.len() {
            let missing = |shelf: &mut Shelf<R>| !shelf.ready.contains_key(&index) && !shelf.broken;
            let mut waiting = came.wait_while(lock(&shelf), missing).unwrap_or_else(PoisonError::into_inner);
            let Some(result) = waiting.ready.remove(&index) else { break };
            waiting.taken = index + 1;
            drop(waiting);
            went.notify_all();
            take(result);
        }
    });
}

fn lock<R>(shelf: &Mutex<Shelf<R>>) -> MutexGuard<'_, Shelf<R>> {
    shelf.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::in_order;

    #[test]
    fn results_come_in_order_however_long_each_takes() {
        let items: Vec<u64> = (0..2_000).collect();
        let mut seen = vec![];
        // The first of every seven is slow, so that others are ready before it.
        let work = |item: &u64| {
            (0..if item.is_multiple_of(7) { 20_000 } else { 1 }).fold(*item, |sum, _| std::hint::black_box(sum))
        };
        in_order(&items, work, |result| seen.push(result));
        assert_eq!(seen, items);
    }

    #[test]
    #[should_panic(expected = "a scoped thread panicked")]
    fn a_panic_goes_on_here_and_keeps_nobody_waiting() {
        let items: Vec<usize> = (0..1_000).collect();
        in_order(&items, |item| assert!(*item != 3, "the third"), |()| {});
    }

    #[test]
    fn few_items_and_none_are_worked_on_too() {
        for count in [0, 1, 2, 3] {
            let items: Vec<usize> = (0..count).collect();
            let mut seen = vec![];
            in_order(&items, |item| item * 2, |result| seen.push(result));
            assert_eq!(seen, items.iter().map(|item| item * 2).collect::<Vec<_>>());
        }
    }
}
